import type { Schema } from '../../template/schema.ts';

const hooks = {
  preDeploy: 'hook',
  deploy: 'hook',
  routeTraffic: 'hook',
  postRouteTraffic: 'hook',
  on: 'outcomeHooks',
} as const;

/** What a deployment adds to a job: its environment and the hooks of its strategy. */
export const deployments: Schema = {
  environment: {
    scalar: 'any',
    mappings: [
      {
        properties: {
          name: 'nonEmpty',
          resourceName: 'nonEmpty',
          resourceId: 'nonEmpty',
          resourceType: 'nonEmpty',
          tags: 'nonEmpty',
        },
      },
    ],
    normalise: 'environment',
  },
  deploymentStrategy: {
    mappings: [
      { properties: { runOnce: 'runOnce' } },
      { properties: { rolling: 'rolling' } },
      { properties: { canary: 'canary' } },
    ],
  },
  runOnce: { mappings: [{ properties: hooks }] },
  rolling: { mappings: [{ properties: { maxParallel: 'nonEmpty', ...hooks } }] },
  canary: { mappings: [{ properties: { increments: 'nonEmpties', ...hooks } }] },
  hook: { mappings: [{ properties: { steps: 'steps', pool: 'pool' } }] },
  outcomeHooks: { mappings: [{ properties: { failure: 'hook', success: 'hook' } }] },
};
