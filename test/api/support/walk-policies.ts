import { lookAtRepositories } from './looks.ts';
import type { Relaxation } from './vendor-documents.ts';
import type { Ask } from './walk-resources.ts';
import type { World } from './world.ts';

const v = 'api-version=7.1';
const preview = 'api-version=7.1-preview.1';

/** Where the service's answers about policies differ from its documents, and ours follow the answers. */
export const policyRelaxations: readonly Relaxation[] = [
  ...['PolicyConfiguration', 'PolicyType'].map(definition => ({
    definition,
    members: { _links: { type: 'object' }, ...(definition === 'PolicyType' ? {} : { settings: { type: 'object' } }) },
    why: 'The documents describe ReferenceLinks and JObject as the classes are written; the wire has plain objects.',
  })),
  {
    definition: 'PolicyEvaluationRecord',
    members: { context: { type: 'object' } },
    why: 'The documents describe JObject as the class is written; the wire has a plain object.',
  },
];

/** Asks for everything that is served of policies; the world has an active pull request of the number. */
export async function walkPolicies(world: World, pullRequestId: number, ask: Ask): Promise<void> {
  const { id: repositoryId, projectId } = world.repository;
  const policies = '/oracle/_apis/policy';
  await ask('GET', `${policies}/types`);
  const type = { id: '0609b952-1397-4640-95ec-e00a01b2c241' };
  await ask('GET', `${policies}/types/${type.id}`);
  const scope = [{ repositoryId, refName: 'refs/heads/main', matchKind: 'Exact' }];
  const body = { isEnabled: true, isBlocking: true, type, settings: { buildDefinitionId: 21, scope } };
  const { id } = (await ask('POST', `${policies}/configurations?${v}`, { body })) as { id: number };
  const one = `${policies}/configurations/${id}`;
  await ask('PUT', `${one}?${v}`, { body });
  await ask('GET', one);
  await ask('GET', `${policies}/configurations?policyType=${type.id}`);
  await ask('GET', `/oracle/_apis/git/policy/configurations?repositoryId=${repositoryId}&refName=refs/heads/main`);
  await ask('GET', `${one}/revisions?$top=1`);
  await ask('GET', `${one}/revisions/2`);
  await lookAtRepositories(world);
  const artifact = `vstfs:///CodeReview/CodeReviewId/${projectId}/${pullRequestId}`;
  const { value } = (await ask('GET', `${policies}/evaluations?artifactId=${artifact}&${preview}`)) as {
    value: readonly { evaluationId: string }[];
  };
  await ask('PATCH', `${policies}/evaluations/${value[0]?.evaluationId}?${preview}`);
  await ask('GET', `${policies}/evaluations/${value[0]?.evaluationId}?${preview}`);
}
