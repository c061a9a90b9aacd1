import assert from 'node:assert/strict';
import { PolicyEvaluationStatus } from 'azure-devops-node-api/interfaces/PolicyInterfaces.js';
import { lookAtRepositories } from '../support/looks.ts';
import type { Scenario } from './place.ts';

/** `PolicyApi`, and what `GitApi` has of policies. */
export const policyScenarios: Readonly<Record<string, Scenario>> = {
  'policies of branches are made, changed, evaluated and deleted': async ({ world, folder, clients }) => {
    const { PolicyApi: api, GitApi: git } = clients;
    const [type] = await api.getPolicyTypes('oracle');
    assert.equal((await api.getPolicyType('oracle', type?.id ?? '')).displayName, 'Build');
    const repositoryId = world.repository.id;
    const scope = [{ repositoryId, refName: 'refs/heads/main', matchKind: 'Exact' }];
    const wanted = {
      isEnabled: true,
      isBlocking: true,
      type: { id: type?.id ?? '' },
      settings: { buildDefinitionId: 21, scope },
    };
    const { id = 0 } = await api.createPolicyConfiguration(wanted as never, 'oracle');
    assert.equal((await api.getPolicyConfiguration('oracle', id)).isBlocking, true);
    const changed = await api.updatePolicyConfiguration({ ...wanted, isBlocking: false } as never, 'oracle', id);
    assert.equal(changed.revision, 2);
    assert.equal((await api.getPolicyConfigurations('oracle'))[0]?.id, id);
    assert.equal((await api.getPolicyConfigurationRevisions('oracle', id)).length, 2);
    assert.equal((await api.getPolicyConfigurationRevision('oracle', id, 1)).isBlocking, true);
    folder.git('checkout', '-q', '-b', 'topic');
    await folder.commit('topic', { t: 't' });
    const pull = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 'T' };
    const { pullRequestId } = await git.createPullRequest(pull, 'probe', 'oracle');
    await lookAtRepositories(world);
    const artifact = `vstfs:///CodeReview/CodeReviewId/${world.project.id}/${pullRequestId}`;
    const [evaluation] = await api.getPolicyEvaluations('oracle', artifact);
    assert.equal(evaluation?.status, PolicyEvaluationStatus.Queued);
    const evaluationId = evaluation?.evaluationId ?? '';
    await api.requeuePolicyEvaluation('oracle', evaluationId);
    assert.equal((await api.getPolicyEvaluation('oracle', evaluationId)).configuration?.id, id);
    await api.deletePolicyConfiguration('oracle', id);
    assert.deepEqual(await api.getPolicyConfigurations('oracle'), []);
  },
};
