import type { Schema } from '../../template/schema.ts';

/** Segments joined by `/`, without the characters that git refuses. */
const branchPattern = /^[^/~^: [\]\\]+(\/[^/~^: [\]\\]+)*$/;

/** What starts a run: pushes, pull requests and schedules. */
export const triggers: Schema = {
  trigger: {
    scalar: { oneOf: ['none'] },
    sequence: 'branchFilter',
    mappings: [{ properties: { batch: 'boolean', branches: 'filters', paths: 'filters', tags: 'filters' } }],
    expressions: 'values',
    normalise: 'trigger',
  },
  pr: {
    scalar: { oneOf: ['none'] },
    sequence: 'branchFilter',
    mappings: [{ properties: { autoCancel: 'boolean', branches: 'filters', paths: 'filters', drafts: 'boolean' } }],
    expressions: 'values',
    normalise: 'trigger',
  },
  filters: { mappings: [{ properties: { include: 'branchFilters', exclude: 'branchFilters' } }] },
  branchFilters: { sequence: 'branchFilter' },
  branchFilter: { scalar: { pattern: branchPattern } },
  schedules: { sequence: 'schedule', expressions: 'values' },
  schedule: {
    mappings: [
      {
        first: 'cron',
        properties: {
          cron: 'nonEmpty',
          displayName: 'string',
          branches: 'filters',
          batch: 'boolean',
          always: 'boolean',
        },
      },
    ],
  },
};
