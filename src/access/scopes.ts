/** The scope that is every scope. */
export const everyScope = 'app_token';

/** The scopes that a token can have, and what they let its bearer do, in the words that people are asked with. */
export const scopeWords: Readonly<Record<string, string>> = {
  app_token: 'Do everything that you can do',
  'vso.agentpools': 'Read agent pools, queues and agents',
  'vso.agentpools_listen': 'Work as an agent',
  'vso.agentpools_manage': 'Read and manage agent pools, queues and agents, and work as an agent',
  'vso.build': 'Read pipelines, runs, builds, logs and artifacts',
  'vso.build_execute': 'Read, queue, change and cancel builds and runs; create, change and delete pipelines',
  'vso.code': 'Read repositories',
  'vso.code_status': 'Read and write statuses of commits and pull requests',
  'vso.code_write': 'Read and write repositories',
  'vso.code_manage': 'Read, register and manage repositories',
  'vso.code_full': 'Do everything with repositories',
  'vso.environment_manage': 'Read and manage environments',
  'vso.hooks': 'Read service hooks',
  'vso.hooks_write': 'Read and change service hooks',
  'vso.hooks_interact': 'Read and test service hooks',
  'vso.identity': 'Read identities',
  'vso.packaging': 'Read packages',
  'vso.packaging_write': 'Read and write packages',
  'vso.pipelineresources_use': 'Approve that pipelines use protected resources',
  'vso.pipelineresources_manage': 'Manage permissions and checks of protected resources',
  'vso.profile': 'Read your profile and the list of projects',
  'vso.project': 'Read projects and teams',
  'vso.project_write': 'Read and change projects and teams',
  'vso.project_manage': 'Create, read, change and delete projects and teams',
  'vso.securefiles_read': 'Read secure files',
  'vso.securefiles_write': 'Read and create secure files',
  'vso.securefiles_manage': 'Read, create and manage secure files',
  'vso.serviceendpoint': 'Read service connections',
  'vso.serviceendpoint_query': 'Read and query service connections',
  'vso.serviceendpoint_manage': 'Read, query and manage service connections',
  'vso.taskgroups_read': 'Read task groups and installed tasks',
  'vso.taskgroups_write': 'Read and create task groups and tasks',
  'vso.taskgroups_manage': 'Read, create and manage task groups and tasks',
  'vso.test': 'Read test results',
  'vso.test_write': 'Read and write test results',
  'vso.tokens': 'Create, read and revoke tokens, and register applications',
  'vso.threads_full': 'Read and write comments on pull requests',
  'vso.variablegroups_read': 'Read variable groups',
  'vso.variablegroups_write': 'Read and create variable groups',
  'vso.variablegroups_manage': 'Read, create and manage variable groups',
  'vso.work': 'Read work items',
  'millrace.metrics': 'Read the metrics of the server',
};

/** The scopes of a text, which are separated by spaces or commas; `undefined` when one is not known, or there is none. */
export function scopesOf(text: string): readonly string[] | undefined {
  const names = [...new Set(text.split(/[\s,]+/).filter(name => name !== ''))];
  return names.length > 0 && names.every(name => Object.hasOwn(scopeWords, name)) ? names : undefined;
}
