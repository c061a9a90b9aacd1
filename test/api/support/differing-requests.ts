const plan = '/{organization}/{scopeIdentifier}/_apis/distributedtask/hubs/{hubName}/plans/{planId}';

const pull = '{project}/_apis/git/repositories/{repositoryId}/pullRequests/{pullRequestId}';

const patched = [
  '{project}/_apis/build/builds/{buildId}',
  '{project}/_apis/build/definitions/{definitionId}',
  '_apis/projects/{projectId}',
  pull,
];

/** What of the requests the documents do not have, and why they are sent. */
export const differingRequests: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    patched.flatMap(path =>
      ['', '/0/value'].map(place => [
        `PATCH /{organization}/${path}/properties: ${place} must be object {"type":"object"}`,
        'The documents describe the class of a patch, the wire has its list of steps.',
      ]),
    ),
  ),
  ...Object.fromEntries(
    [`${pull}/statuses`, `${pull}/iterations/{iterationId}/statuses`].map(path => [
      `PATCH /{organization}/${path}:  must be object {"type":"object"}`,
      'The documents describe the class of a patch, the wire has its list of steps.',
    ]),
  ),
  ...Object.fromEntries(
    ['GET branches', 'GET webhooks', 'POST webhooks'].map(route => {
      const [verb, name] = route.split(' ');
      const path = `/{organization}/{project}/_apis/sourceProviders/{providerName}/${name}`;
      return [`${verb} ${path}: no parameter path`, 'All routes of a provider are asked with one query.'];
    }),
  ),
  ...sentBy(
    'POST',
    'pipelines',
    'A YAML configuration has a path and a repository, which the documents leave to the type.',
    [
      '/configuration must NOT have additional properties {"additionalProperty":"path"}',
      '/configuration must NOT have additional properties {"additionalProperty":"repository"}',
    ],
  ),
  'PUT /{organization}/_apis/projects/{projectId}/avatar: /image must be array {"type":"array"}':
    'The bytes of the picture in base64, as the service writes bytes.',
  ...sentBy('POST', 'git/repositories', 'Our own: the folder that a repository is registered from.', [
    ' must NOT have additional properties {"additionalProperty":"remoteUrl"}',
  ]),
  [`PATCH ${plan}/timelines/{timelineId}/records: /value must be string {"type":"string"}`]:
    'The documents wrap a list as a text; agents send the list.',
  [`POST ${plan}/events:  must NOT have additional properties {"additionalProperty":"requestId"}`]:
    'Members of the event that its base does not have.',
  [`POST ${plan}/events:  must NOT have additional properties {"additionalProperty":"result"}`]:
    'Members of the event that its base does not have.',
  'POST /{organization}/_apis/hooks/testnotifications: /details must NOT have additional properties {"additionalProperty":"resourceVersion"}':
    'Clients send the draft of a subscription, which has it.',
};

function sentBy(verb: string, path: string, why: string, differences: readonly string[]): Record<string, string> {
  const route = `${verb} /{organization}/{project}/_apis/${path}`;
  return Object.fromEntries(differences.map(each => [`${route}: ${each}`, why]));
}
