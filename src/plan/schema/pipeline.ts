import type { Schema } from '../../template/schema.ts';

/** Keys that stand beside every body. */
const header = {
  name: 'string',
  appendCommitMessageToRunName: 'boolean',
  trigger: 'trigger',
  parameters: 'pipelineParameters',
  pr: 'pr',
  schedules: 'schedules',
  resources: 'resources',
  variables: 'variables',
  lockBehavior: 'lockBehavior',
  pool: 'pool',
} as const;

/** What the words of before `jobs` had beside them. */
const { pool: _, ...phasesHeader } = header;

const extendsHeader = {
  trigger: 'trigger',
  resources: 'resources',
  parameters: 'extendsParameters',
  variables: 'variables',
} as const;

/** A pipeline's own file, and the files it may extend. */
export const pipeline: Schema = {
  pipeline: {
    mappings: [
      { properties: { ...header, stages: 'stages' } },
      { properties: { ...header, extends: 'extends' } },
      { properties: { ...header, jobs: 'jobs' } },
      { properties: { ...phasesHeader, phases: 'phases' } },
      {
        properties: {
          ...header,
          steps: 'steps',
          strategy: 'jobStrategy',
          continueOnError: 'string',
          container: 'jobContainer',
          services: 'services',
          workspace: 'workspace',
        },
      },
      { properties: { ...phasesHeader, steps: 'steps', continueOnError: 'string', queue: 'phaseQueue' }, legacy: true },
      {
        properties: { ...phasesHeader, steps: 'steps', continueOnError: 'string', server: 'phaseServer' },
        legacy: true,
      },
    ],
    normalise: 'phases',
  },
  extends: {
    mappings: [
      {
        properties: { template: 'nonEmpty', parameters: 'freeMapping' },
        required: ['template'],
        reference: { file: 'extendsTemplate' },
      },
    ],
  },
  extendsTemplate: {
    mappings: [
      { properties: { ...extendsHeader, stages: 'stages' } },
      { properties: { ...extendsHeader, jobs: 'jobs' } },
      { properties: { ...extendsHeader, steps: 'steps' } },
      { properties: { ...extendsHeader, extends: 'extends' } },
    ],
  },
};
