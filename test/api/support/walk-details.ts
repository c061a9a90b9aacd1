import type { Relaxation } from './vendor-documents.ts';
import type { Ask } from './walk-resources.ts';

/** Where the service's answers about builds differ from its documents, and ours follow the answers. */
export const detailRelaxations: readonly Relaxation[] = [
  {
    definition: 'PropertiesCollection',
    members: { value: { type: 'object' } },
    why: 'The wire has values by name, each with its type.',
  },
];

/** Described answers of these routes that are not checked, and why. */
export const uncheckedDetails: Readonly<Record<string, string>> = {
  'GET /{organization}/{project}/_apis/build/status/{definition}': 'Its answer is an image.',
  'GET /{organization}/_apis/public/build/definitions/{project}/{definitionId}/badge': 'Its answer is an image.',
  'GET /{organization}/_apis/build/controllers/{controllerId}': 'There are no controllers.',
};

const v = 'api-version=7.1';
const preview = 'api-version=7.1-preview';

/** Asks for what the Build area tells of runs and pipelines beside themselves; `yaml` is in the pipeline's repository. */
export async function walkDetails(id: number, ask: Ask): Promise<void> {
  const build = `/oracle/_apis/build/builds/${id}`;
  const headers = { 'content-type': 'application/json-patch+json' };
  await ask('GET', `${build}/report`);
  await ask('GET', `${build}/changes`);
  await ask('GET', `/oracle/_apis/build/changes?fromBuildId=${id}&toBuildId=${id}`);
  await ask('GET', `${build}/workitems`);
  await ask('POST', `${build}/workitems?${v}`, { body: [] });
  await ask('GET', '/oracle/_apis/build/workitems?fromBuildId=1&toBuildId=2');
  const body = [{ op: 'add', path: '/a', value: 'x' }];
  await ask('PATCH', `${build}/properties?${v}`, { body, headers });
  await ask('GET', `${build}/properties`);
  await ask('DELETE', `/oracle/_apis/build/tags/none?${v}`);
  await ask('GET', '/oracle/_apis/build/generalsettings');
  await ask('PATCH', `/oracle/_apis/build/generalsettings?${v}`, { body: { enforceJobAuthScope: true } });
  await ask('GET', '/_apis/build/controllers');
  await ask('GET', `/_apis/build/resourceusage?${preview}`);
  await ask('GET', '/oracle/_apis/build/options');
  await walkGit('/oracle/_apis/git/repositories/probe', ask);
  await walkDefinition('/oracle/_apis/build/definitions/21', ask);
}

async function walkDefinition(definition: string, ask: Ask): Promise<void> {
  await ask('GET', `${definition}/yaml`);
  await ask('GET', `${definition}/metrics?${preview}`);
  await ask('POST', `${definition}/tags?${v}`, { body: ['a'] });
  await ask('PUT', `${definition}/tags/b?${v}`);
  await ask('PATCH', `${definition}/tags?${v}`, { body: { tagsToAdd: ['c'] } });
  await ask('DELETE', `${definition}/tags/a?${v}`);
  await ask('GET', `${definition}/tags`);
}

async function walkGit(repository: string, ask: Ask): Promise<void> {
  await ask('GET', `${repository}/refs?peelTags=true`);
  const { value } = (await ask('GET', `${repository}/commits`)) as { value: readonly { commitId: string }[] };
  await ask('GET', `${repository}/commits/${value[0]?.commitId}`);
  await ask('GET', `${repository}/stats/branches`);
  await ask('GET', `${repository}/items?recursionLevel=full`);
}
