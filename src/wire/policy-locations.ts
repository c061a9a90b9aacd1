import type { ResourceLocation } from './discovery.ts';
import { location, previewOnly, released } from './location.ts';

/** The policies of branches, under the ids that the service publishes for them. */
export const policyLocations = {
  policyTypes: location(
    ['policy', 'types'],
    '44096322-2d3d-466a-bb30-d1b7de69f61f',
    '{project}/_apis/{area}/{resource}/{typeId}',
    { min: '2.0', released, resource: 1 },
  ),
  policyConfigurations: location(
    ['policy', 'configurations'],
    'dad91cbe-d183-45f8-9c6e-9c1164472121',
    '{project}/_apis/{area}/{resource}/{configurationId}',
    { min: '2.0', released, resource: 1 },
  ),
  policyRevisions: location(
    ['policy', 'revisions'],
    'fe1e68a2-60d3-43cb-855b-85e41ae97c95',
    '{project}/_apis/{area}/configurations/{configurationId}/{resource}/{revisionId}',
    { min: '2.0', released, resource: 1 },
  ),
  policyEvaluations: location(
    ['policy', 'evaluations'],
    'c23ddff5-229c-4d04-a80b-0fdce9f360c8',
    '{project}/_apis/{area}/{resource}',
    { min: '2.0', released: previewOnly, resource: 1 },
  ),
  policyEvaluation: location(
    ['policy', 'evaluations'],
    '46aecb7a-5d2c-4647-897b-0209505a9fe4',
    '{project}/_apis/{area}/{resource}/{evaluationId}',
    { min: '2.0', released: previewOnly, resource: 1 },
  ),
  branchPolicies: location(
    ['git', 'policyConfigurations'],
    '2c420070-a0a2-49cc-9639-c9f271c5ff07',
    '{project}/_apis/{area}/policy/configurations',
    { min: '5.0', released, resource: 1 },
  ),
} as const satisfies Record<string, ResourceLocation>;
