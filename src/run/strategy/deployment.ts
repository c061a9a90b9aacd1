import type { PlanHookName, PlanHooks, PlanJob, PlanStrategy } from '../../plan/model.ts';
import type { EnvironmentResource, RunEnvironment } from '../environment.ts';
import type { Expansion, JobLeg, LegHook } from '../events.ts';

type DeploymentStrategy = Extract<PlanStrategy, { readonly hooks: PlanHooks }>;

/** Hooks that all run before the outcome is known, in this order. */
const mainHooks: readonly PlanHookName[] = ['preDeploy', 'deploy', 'routeTraffic', 'postRouteTraffic'];

const outcomeHooks: readonly PlanHookName[] = ['onSuccess', 'onFailure'];

/** A hook that is to run, with where it stands in the strategy. */
type Turn = Omit<LegHook, 'wave'>;

export type DeploymentParts = {
  readonly job: PlanJob;
  readonly strategy: DeploymentStrategy;
  readonly environment: RunEnvironment;
  /** The resources that the deployment goes to; empty for the environment itself. */
  readonly targets: readonly EnvironmentResource[];
  /** How many resources a rolling deployment goes to at once; at least 1. */
  readonly batch: number;
};

/** The jobs that a deployment's hooks become; `undefined` where it has none. Hooks of one wave run together, and the next wave after they succeeded. */
export function expandDeployment(parts: DeploymentParts): Expansion | undefined {
  const { strategy, environment } = parts;
  const waves = wavesOf(parts).filter(turns => turns.length > 0);
  const legs = waves.flatMap((turns, wave) => turns.map(turn => legOf(parts, { ...turn, wave })));
  if (legs.length === 0) return undefined;
  const { id, name } = environment;
  return { kind: 'deployment', maxParallel: 0, legs, strategy: strategy.kind, environment: { id, name } };
}

function wavesOf({ strategy, targets, batch }: DeploymentParts): readonly (readonly Turn[])[] {
  const places = targets.length === 0 ? [undefined] : targets;
  const has = (name: PlanHookName): boolean => strategy.hooks[name] !== undefined;
  const turns = (names: readonly PlanHookName[], cycle: Turn['cycle'], at: typeof places, increment?: string) =>
    names.filter(has).map(name => at.map(target => turn(name, cycle, target, increment)));
  const outcome = turns(outcomeHooks, 'PostIteration', places).flat();
  if (strategy.kind === 'canary') {
    const before = turns(['preDeploy'], 'PreIteration', places);
    const steps = strategy.increments.flatMap(each => turns(mainHooks.slice(1), 'Iteration', places, each));
    return [...before, ...steps, outcome];
  }
  const size = strategy.kind === 'rolling' ? batch : places.length;
  const batches = Array.from({ length: Math.ceil(places.length / size) }, (_, index) =>
    places.slice(index * size, (index + 1) * size),
  );
  return [...batches.flatMap(at => turns(mainHooks, 'Iteration', at)), outcome];
}

function turn(
  name: PlanHookName,
  cycle: Turn['cycle'],
  target: EnvironmentResource | undefined,
  increment: string | undefined,
): Turn {
  return { name, cycle, ...(target && { target }), ...(increment !== undefined && { increment }) };
}

function legOf({ job, strategy }: DeploymentParts, hook: LegHook): JobLeg {
  const { name, increment, target } = hook;
  const label = [name, increment, target?.name].filter(part => part !== undefined);
  const isWhole = strategy.kind === 'runOnce' && name === 'deploy' && target === undefined;
  return {
    name: label.join('_'),
    displayName: isWhole ? job.displayName : [job.displayName, ...label].join(' '),
    variables: {},
    outputPrefixes: prefixesOf(job.name, strategy.kind, hook),
    hook,
  };
}

// As documented: `<job>.step.name` for runOnce, `Deploy_<resource>.…` with a resource, `<hook>_<increment>.…`, `<hook>_<resource>.…`.
function prefixesOf(job: string, kind: DeploymentStrategy['kind'], hook: LegHook): readonly string[] {
  const own = [hook.name, hook.increment, hook.target?.name].filter(part => part !== undefined).join('_');
  if (kind !== 'runOnce' || hook.name !== 'deploy') return [own];
  return hook.target === undefined ? [job, own] : [own, `${job}_${hook.target.name}`];
}
