import type { MappingRule, Schema } from '../../template/schema.ts';

const phaseKeys = {
  phase: 'identifier',
  displayName: 'string',
  dependsOn: 'dependsOn',
  condition: 'string',
  continueOnError: 'string',
  variables: 'variables',
  steps: 'steps',
} as const;

const limits = { timeoutInMinutes: 'nonEmpty', cancelTimeoutInMinutes: 'nonEmpty' } as const;

const template: MappingRule = {
  first: 'template',
  properties: { template: 'nonEmpty', parameters: 'freeMapping' },
  reference: { file: 'jobsTemplate', body: 'jobs' },
};

/** Jobs as they were written before they were called so: still read, printed as jobs. */
export const phases: Schema = {
  phases: { sequence: 'phase' },
  phase: {
    mappings: [
      { first: 'phase', properties: phaseKeys, effect: 'scope' },
      { first: 'phase', properties: { ...phaseKeys, queue: 'phaseQueue' }, effect: 'scope', legacy: true },
      { first: 'phase', properties: { ...phaseKeys, server: 'phaseServer' }, effect: 'scope', legacy: true },
      template,
    ],
    normalise: 'phase',
  },
  phaseQueue: {
    scalar: 'any',
    mappings: [
      {
        properties: {
          name: 'string',
          demands: 'demands',
          container: 'nonEmpty',
          workspace: 'workspace',
          matrix: 'matrix',
          parallel: 'nonEmpty',
          ...limits,
        },
      },
    ],
  },
  phaseServer: {
    scalar: 'any',
    mappings: [{ properties: { matrix: 'matrix', parallel: 'nonEmpty', ...limits } }],
  },
};
