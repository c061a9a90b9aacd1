import type { MappingRule, Schema } from '../../template/schema.ts';

/** Keys that jobs and deployments share. */
const jobKeys = {
  displayName: 'string',
  dependsOn: 'dependsOn',
  condition: 'string',
  continueOnError: 'string',
  timeoutInMinutes: 'nonEmpty',
  cancelTimeoutInMinutes: 'nonEmpty',
  variables: 'variables',
  pool: 'pool',
  container: 'jobContainer',
  services: 'services',
  workspace: 'workspace',
  uses: 'uses',
  templateContext: 'freeMapping',
} as const;

const job: MappingRule = {
  first: 'job',
  properties: { job: 'identifier', ...jobKeys, strategy: 'jobStrategy', steps: 'steps' },
  effect: 'scope',
};

const deployment: MappingRule = {
  first: 'deployment',
  properties: { deployment: 'string', ...jobKeys, environment: 'environment', strategy: 'deploymentStrategy' },
  effect: 'scope',
};

const template: MappingRule = {
  first: 'template',
  properties: { template: 'nonEmpty', parameters: 'freeMapping' },
  reference: { file: 'jobsTemplate', body: 'jobs' },
};

/** Jobs, pools, and the strategies that multiply a job. */
export const jobs: Schema = {
  jobs: { sequence: 'job' },
  job: { mappings: [job, deployment, template] },
  deployments: { sequence: 'deployment' },
  deployment: { mappings: [deployment, template] },
  jobsTemplate: {
    mappings: [
      { properties: { parameters: 'templateParameters', jobs: 'jobs' } },
      { properties: { parameters: 'templateParameters', phases: 'phases' }, legacy: true },
    ],
    normalise: 'phases',
  },
  pool: {
    scalar: 'any',
    mappings: [{ properties: { name: 'nonEmpty', demands: 'demands', vmImage: 'nonEmpty' }, loose: 'any' }],
    normalise: 'pool',
  },
  demands: { scalar: 'any', sequence: 'nonEmpty' },
  workspace: { mappings: [{ properties: { clean: 'string' } }] },
  uses: { mappings: [{ properties: { repositories: 'nonEmpties', pools: 'nonEmpties' } }] },
  jobStrategy: {
    mappings: [{ properties: { matrix: 'matrix', maxParallel: 'nonEmpty' } }, { properties: { parallel: 'nonEmpty' } }],
  },
  matrix: { scalar: 'any', mappings: [{ loose: 'texts' }] },
};
