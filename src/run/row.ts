import { nextDue } from './deadlines.ts';
import type { QueuedRun, RunKey } from './events.ts';
import type { RunFacts, RunRow } from './ports/run-store.ts';
import type { Run } from './state.ts';

/** The row of a run: what lists and the Run resource show of it. */
export function rowOf(key: RunKey, run: Run): RunRow {
  return {
    key,
    projectId: run.queued.projectId,
    planId: run.queued.planId,
    pipeline: run.queued.pipeline,
    name: run.name,
    notes: run.notes,
    state: run.state,
    result: run.result,
    hasIssues: [...run.stages.values()].some(stage => stage.result === 'succeededWithIssues'),
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    dueAt: nextDue(run),
    facts: knownFacts(run),
  };
}

const known = new WeakMap<QueuedRun, RunFacts>();

// They never change, and the row is written with every event.
function knownFacts(run: Run): RunFacts {
  const facts = known.get(run.queued) ?? factsOf(run);
  known.set(run.queued, facts);
  return facts;
}

function factsOf(run: Run): RunFacts {
  const { queued } = run;
  const variables = Object.entries(queued.variables).map(
    ([name, { value, isSecret }]) => [name, { isSecret, value: isSecret ? undefined : value }] as const,
  );
  const containers = Object.entries(queued.plan.resources.containers).map(([alias, container]) => {
    const { image, env, options, ports, volumes, mapDockerSocket } = container;
    return [alias, { image, environment: env, options, ports, volumes, mapDockerSocket }] as const;
  });
  return {
    projectName: queued.projectName,
    templateParameters: queued.plan.templateParameters,
    variables: Object.fromEntries(variables),
    repositories: queued.repositories,
    containers: Object.fromEntries(containers),
    pipelines: queued.pipelines,
    ...(queued.pullRequest === undefined ? {} : { pullRequest: queued.pullRequest }),
    yamlFile: queued.yamlFile,
    reason: queued.reason,
    ...(queued.triggerInfo === undefined ? {} : { triggerInfo: queued.triggerInfo }),
    requestedFor: queued.requestedFor,
    ...(queued.priority === undefined ? {} : { priority: queued.priority }),
    ...(queued.poolId === undefined ? {} : { poolId: queued.poolId }),
    appendsCommitMessage: queued.plan.appendCommitMessageToRunName,
  };
}
