import type { Operation } from './operation.ts';

/** The operations on policies of branches. */
export const policyOperations = {
  'policyTypes.list': { location: 'policyTypes', scope: 'vso.code' },
  'policyTypes.get': { location: 'policyTypes', scope: 'vso.code' },
  'policies.list': { location: 'policyConfigurations', scope: 'vso.code' },
  'policies.listOfBranch': { location: 'branchPolicies', scope: 'vso.code' },
  'policies.get': { location: 'policyConfigurations', scope: 'vso.code' },
  'policies.create': { location: 'policyConfigurations', scope: 'vso.code_write' },
  'policies.update': { location: 'policyConfigurations', scope: 'vso.code_write' },
  'policies.delete': { location: 'policyConfigurations', scope: 'vso.code_write' },
  'policyRevisions.list': { location: 'policyRevisions', scope: 'vso.code' },
  'policyRevisions.get': { location: 'policyRevisions', scope: 'vso.code' },
  'policyEvaluations.list': { location: 'policyEvaluations', scope: 'vso.code' },
  'policyEvaluations.get': { location: 'policyEvaluation', scope: 'vso.code' },
  'policyEvaluations.requeue': { location: 'policyEvaluation', scope: 'vso.code_write' },
} as const satisfies Record<string, Operation>;
