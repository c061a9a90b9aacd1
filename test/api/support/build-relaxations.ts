import type { Relaxation } from './vendor-documents.ts';

const text = { type: 'string' };
const nullable = (type: string) => ({ type: [type, 'null'] });
const links = {
  type: 'object',
  additionalProperties: { type: 'object', properties: { href: text }, required: ['href'] },
};
const hrefs: Relaxation['members'] = { _links: links };
const realLinks =
  'The documents describe ReferenceLinks as the class is written; the wire has a map of names to hrefs.';

/** Where real answers of the service differ from its documents, and ours follow the answers. */
export const buildRelaxations: readonly Relaxation[] = [
  ...[
    'Run',
    'Pipeline',
    'Build',
    'BuildDefinition',
    'BuildDefinitionReference',
    'TeamProject',
    'Operation',
    'PullRequest',
    'AgentPoolQueue',
    'GraphSubjectBase',
    'IdentityRef',
    'IdentityRefWithVote',
    'TaskAgentReference',
    'TaskAgent',
  ].map(definition => ({
    definition,
    members: hrefs,
    why: realLinks,
  })),
  {
    definition: 'Run',
    members: {
      templateParameters: { type: 'object', additionalProperties: text },
      tags: { type: 'array', items: text },
      yamlDetails: { type: 'object' },
    },
    why: 'Parameters are texts, not objects; tags and yamlDetails are answered and not documented.',
  },
  {
    definition: 'Repository',
    members: { id: text, fullName: text },
    why: 'A repository has members beside its type, which differ by the type.',
  },
  {
    definition: 'PipelineConfiguration',
    members: { path: text, repository: { type: 'object' } },
    why: 'A YAML configuration has a path and a repository.',
  },
  {
    definition: 'Build',
    members: {
      triggeredByBuild: { type: ['object', 'null'] },
      properties: { type: 'object' },
      validationResults: { type: 'array', maxItems: 0 },
    },
    why: 'What there is none of is answered as null, and as empty collections.',
  },
  {
    definition: 'Build',
    members: { keepForever: { type: 'boolean' } },
    why: 'Clients set it and read it; the documents of this version leave it out.',
  },
  {
    definition: 'DefinitionReference',
    members: { drafts: { type: 'array', maxItems: 0 } },
    why: 'The reference within a build has the member of a whole definition.',
  },
  {
    definition: 'BuildProcess',
    members: { yamlFilename: text },
    why: 'The process of a YAML pipeline has its file.',
  },
  {
    definition: 'BuildTrigger',
    members: {
      branchFilters: { type: 'array', items: text },
      pathFilters: { type: 'array', items: text },
      settingsSourceType: { type: 'integer' },
      batchChanges: { type: 'boolean' },
      maxConcurrentBuildsPerBranch: { type: 'integer' },
      forks: { type: 'object' },
      isCommentRequiredForPullRequest: { type: 'boolean' },
      schedules: { type: 'array' },
    },
    why: 'A trigger has members beside its type, which differ by the type.',
  },
  {
    definition: 'BuildDefinitionVariable',
    members: { value: nullable('string') },
    why: 'The value of a secret is answered as null.',
  },
  {
    definition: 'BuildRepository',
    members: { clean: { type: 'null' } },
    why: 'A YAML pipeline says nothing here, and null is answered.',
  },
  {
    definition: 'TimelineRecord',
    members: {
      refName: nullable('string'),
      parentId: nullable('string'),
      startTime: nullable('string'),
      finishTime: nullable('string'),
      currentOperation: nullable('string'),
      percentComplete: nullable('integer'),
      result: {},
      resultCode: nullable('string'),
      workerName: nullable('string'),
      order: nullable('integer'),
      details: { type: ['object', 'null'] },
      url: nullable('string'),
      log: { type: ['object', 'null'] },
      task: { type: ['object', 'null'] },
      identifier: nullable('string'),
    },
    why: 'Members of a record that do not apply are null; refName is not documented for the Build area.',
  },
  {
    definition: 'PatToken',
    members: { token: nullable('string') },
    why: 'The text of a token is null in every answer but the one that made it.',
  },
  {
    definition: 'TaskLogReference',
    members: { location: { type: 'null' } },
    why: 'The recorded answers have null.',
  },
  {
    definition: 'TaskLog',
    members: { location: { type: 'null' } },
    why: 'The recorded answers have null.',
  },
  {
    definition: 'TaskAgentPool',
    members: { agentCloudId: nullable('integer'), targetSize: nullable('integer') },
    why: 'The recorded answers have null.',
  },
];
