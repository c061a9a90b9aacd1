import type { Schema } from '../../template/schema.ts';

/** Stages, and files of stage templates. */
export const stages: Schema = {
  stages: { sequence: 'stage' },
  stage: {
    mappings: [
      {
        first: 'stage',
        properties: {
          stage: 'string',
          group: 'string',
          displayName: 'string',
          pool: 'pool',
          dependsOn: 'dependsOn',
          condition: 'string',
          variables: 'variables',
          jobs: 'jobs',
          lockBehavior: 'lockBehavior',
          trigger: 'stageTrigger',
          isSkippable: 'boolean',
          templateContext: 'freeMapping',
          checks: 'checks',
        },
        effect: 'scope',
      },
      {
        first: 'template',
        properties: { template: 'nonEmpty', parameters: 'freeMapping' },
        reference: { file: 'stagesTemplate', body: 'stages' },
      },
    ],
  },
  stagesTemplate: { mappings: [{ properties: { parameters: 'templateParameters', stages: 'stages' } }] },
  stageTrigger: { scalar: { oneOf: ['manual', 'automatic'] } },
  checks: { sequence: 'check' },
  check: { mappings: [{ properties: { type: 'checkType' } }] },
  checkType: { scalar: { oneOf: ['productionReadinessPolicy'] } },
};
