import type { Schema } from '../../template/schema.ts';

/** Segments joined by `/`, without the characters that git refuses. */
const branchPattern = /^[^/~^: [\]\\]+(\/[^/~^: [\]\\]+)*$/;

/** What starts a run: pushes, pull requests and schedules. */
export const triggers: Schema = {
  trigger: {
    scalar: { oneOf: ['none'] },
    sequence: 'branchFilter',
    mappings: [{ properties: { batch: 'boolean', branches: 'filters', paths: 'pathFilters', tags: 'filters' } }],
    expressions: 'values',
    normalise: 'trigger',
  },
  pr: {
    scalar: { oneOf: ['none'] },
    sequence: 'branchFilter',
    mappings: [{ properties: { autoCancel: 'boolean', branches: 'filters', paths: 'pathFilters', drafts: 'boolean' } }],
    expressions: 'values',
    normalise: 'trigger',
  },
  filters: { mappings: [{ properties: { include: 'branchFilters', exclude: 'branchFilters' } }] },
  // The published schema has names of branches here as well, but the service takes paths with a slash at either end, and with blanks.
  pathFilters: { mappings: [{ properties: { include: 'nonEmpties', exclude: 'nonEmpties' } }] },
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
