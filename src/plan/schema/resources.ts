import type { Schema } from '../../template/schema.ts';
import { containerKeys } from './containers.ts';

/** What a pipeline takes from elsewhere. Expressions stand only where the service takes them: in refs, versions, branches and tags. */
export const resources: Schema = {
  resources: {
    mappings: [
      {
        properties: {
          builds: 'buildResources',
          containers: 'containerResources',
          pipelines: 'pipelineResources',
          repositories: 'repositoryResources',
          webhooks: 'webhookResources',
          packages: 'packageResources',
        },
      },
    ],
    sequence: 'legacyResource',
  },
  legacyResource: {
    mappings: [
      {
        first: 'repo',
        properties: { repo: 'ownRepository', clean: 'string', fetchDepth: 'string', lfs: 'string' },
      },
    ],
  },
  ownRepository: { scalar: { oneOf: ['self'] } },
  repositoryResources: { sequence: 'repositoryResource', expressions: 'none' },
  repositoryResource: {
    mappings: [
      {
        first: 'repository',
        properties: {
          repository: 'identifier',
          type: 'string',
          name: 'nonEmpty',
          ref: 'freeString',
          endpoint: 'nonEmpty',
          trigger: 'trigger',
          checkoutOptions: 'checkoutOptions',
        },
        loose: 'any',
      },
    ],
  },
  checkoutOptions: {
    mappings: [
      {
        properties: {
          clean: 'string',
          fetchDepth: 'string',
          fetchTags: 'string',
          lfs: 'string',
          submodules: 'string',
          persistCredentials: 'string',
        },
      },
    ],
  },
  pipelineResources: { sequence: 'pipelineResource', expressions: 'none' },
  pipelineResource: {
    mappings: [
      {
        first: 'pipeline',
        properties: {
          pipeline: 'identifier',
          project: 'nonEmpty',
          source: 'nonEmpty',
          version: 'freeString',
          branch: 'freeString',
          tags: 'nonEmpties',
          trigger: 'pipelineResourceTrigger',
        },
      },
    ],
  },
  pipelineResourceTrigger: {
    scalar: { oneOf: ['none', 'true'] },
    mappings: [
      { properties: { enabled: 'boolean', branches: 'resourceBranches', stages: 'nonEmpties', tags: 'nonEmpties' } },
    ],
  },
  resourceBranches: {
    sequence: 'branchFilter',
    mappings: [{ properties: { include: 'branchFilters', exclude: 'branchFilters' } }],
  },
  buildResources: { sequence: 'buildResource', expressions: 'none' },
  buildResource: {
    mappings: [
      {
        first: 'build',
        properties: {
          build: 'identifier',
          type: 'nonEmpty',
          connection: 'nonEmpty',
          source: 'nonEmpty',
          version: 'freeString',
          branch: 'freeString',
          trigger: 'noneOrTrue',
        },
        required: ['build', 'type', 'connection', 'source'],
      },
    ],
  },
  packageResources: { sequence: 'packageResource', expressions: 'none' },
  packageResource: {
    mappings: [
      {
        first: 'package',
        properties: {
          package: 'identifier',
          type: 'nonEmpty',
          connection: 'nonEmpty',
          name: 'nonEmpty',
          version: 'freeString',
          tag: 'freeString',
          trigger: 'noneOrTrue',
        },
        required: ['package', 'type', 'connection', 'name'],
      },
    ],
  },
  noneOrTrue: { scalar: { oneOf: ['none', 'true'] } },
  containerResources: { sequence: 'containerResource' },
  containerResource: {
    mappings: [
      {
        first: 'container',
        properties: {
          container: 'identifier',
          ...containerKeys,
          type: 'nonEmpty',
          trigger: 'containerResourceTrigger',
          azureSubscription: 'nonEmpty',
          resourceGroup: 'nonEmpty',
          registry: 'nonEmpty',
          repository: 'nonEmpty',
          localImage: 'boolean',
        },
        loose: 'any',
      },
    ],
  },
  containerResourceTrigger: {
    scalar: { oneOf: ['none', 'true'] },
    mappings: [{ properties: { enabled: 'boolean', tags: 'tagFilters' } }],
  },
  tagFilters: {
    sequence: 'nonEmpty',
    mappings: [{ properties: { include: 'nonEmpties', exclude: 'nonEmpties' } }],
  },
  webhookResources: { sequence: 'webhookResource' },
  webhookResource: {
    mappings: [
      {
        first: 'webhook',
        properties: { webhook: 'identifier', connection: 'nonEmpty', type: 'nonEmpty', filters: 'webhookFilters' },
        required: ['webhook', 'connection'],
      },
    ],
  },
  webhookFilters: { sequence: 'webhookFilter' },
  webhookFilter: {
    mappings: [{ first: 'path', properties: { path: 'nonEmpty', value: 'nonEmpty' }, required: ['path', 'value'] }],
  },
};
