import type { Instant } from '../base/clock.ts';
import { DateTime, ObjectValue, type Value } from '../expression/value.ts';
import type { Plan, PlanContainer } from '../plan/model.ts';
import type { QueuedRun, RunRepository } from './events.ts';
import type { Run } from './state.ts';
import type { Contexts } from './variables.ts';

/** What a run names before any of its jobs has begun. */
type RunFacts = { readonly plan: Plan; readonly repositories: Readonly<Record<string, RunRepository>> };

/**
 * What every `$[ ]` and condition of a run can name beside its variables and dependencies: `pipeline.startTime`, when the run was queued, and
 * `resources`, its repositories and containers by alias. Names match in any case. There is no `resources.pipeline`: what a run knows of other runs
 * it reads as variables.
 */
export function runContexts({ plan, repositories }: RunFacts, queuedAt: Instant): Contexts {
  return {
    pipeline: named({ startTime: new DateTime(queuedAt) }),
    resources: named({
      repositories: byAlias(repositories, repositoryValue),
      containers: byAlias(plan.resources.containers, containerValue),
    }),
  };
}

const known = new WeakMap<QueuedRun, Contexts>();

/** The same of a run that there is: made once, since every stage and job asks for them. */
export function contextsOfRun({ queued, createdAt }: Run): Contexts {
  const contexts = known.get(queued) ?? runContexts(queued, createdAt);
  known.set(queued, contexts);
  return contexts;
}

// Repositories of the service's own kind are `Git` here, though `build.repository.provider` calls them `TfsGit`.
const repositoryTypes: Readonly<Record<RunRepository['type'], string>> = {
  azureReposGit: 'Git',
  gitHub: 'GitHub',
  gitHubEnterprise: 'GitHubEnterprise',
  bitBucket: 'Bitbucket',
  unknown: 'Git',
};

function repositoryValue({ id, name, refName, type, url, version }: RunRepository): Value {
  return named({ id, name, ref: refName, type: repositoryTypes[type], url, version });
}

function containerValue({ image, options, env, ports, volumes, mapDockerSocket }: PlanContainer): Value {
  return named({ environment: named(env), mapDockerSocket, image, options, volumes, ports });
}

function byAlias<Item>(items: Readonly<Record<string, Item>>, toValue: (item: Item) => Value): ObjectValue {
  return named(Object.fromEntries(Object.entries(items).map(([alias, item]) => [alias, toValue(item)])));
}

function named(members: Readonly<Record<string, Value>>): ObjectValue {
  return new ObjectValue(Object.entries(members), { ignoreCase: true });
}
