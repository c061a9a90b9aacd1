import type { Result } from '../base/result.ts';
import { isLeftOut } from './left-out-stages.ts';
import type { Run, StageState } from './state.ts';

/** A thing that others depend on, as the status functions see it: `undefined` while it has not completed. */
export type Outcome = Result | undefined;

/** What `succeeded()`, `failed()` and the others answer, given who is depended on. Measured on the service for jobs; see docs/decisions. */
export type StatusFunctions = {
  always(): boolean;
  canceled(): boolean;
  succeeded(names: readonly string[]): boolean;
  failed(names: readonly string[]): boolean;
  succeededOrFailed(names: readonly string[]): boolean;
};

/**
 * The status functions over a set of outcomes. `direct` are those that a call without arguments looks at; a name given as argument is looked
 * up, in any case, in `byName`, and one that is not there makes the function false. In a run that is being canceled nothing that
 * depends on others has succeeded or failed; a job that depends on none still may run, in a stage whose own condition lets it (as documented).
 */
export function statusFunctions(
  direct: readonly Outcome[],
  byName: ReadonlyMap<string, Outcome>,
  canceling: boolean,
): StatusFunctions {
  const outcomes = (names: readonly string[]): readonly Outcome[] | undefined => {
    if (names.length === 0) return direct;
    const found = names.map(name => name.toLowerCase());
    return found.every(name => byName.has(name)) ? found.map(name => byName.get(name)) : undefined;
  };
  const judge = (names: readonly string[], test: (outcomes: readonly Outcome[]) => boolean): boolean => {
    const found = outcomes(names);
    return found !== undefined && (!canceling || found.length === 0) && test(found);
  };
  return {
    always: () => true,
    canceled: () => canceling,
    succeeded: names => judge(names, all => all.every(isSuccess)),
    failed: names => judge(names, all => all.some(isFailure)),
    succeededOrFailed: names =>
      judge(names, all => all.length === 0 || all.some(one => isSuccess(one) || isFailure(one))),
  };
}

/** For a stage's condition: a call without arguments looks at every stage before it in the graph that the run does not leave out, as the documentation says. */
export function stageStatus(run: Run, stage: StageState): StatusFunctions {
  const before = [...ancestors(run, stage)].filter(name => !isLeftOut(run, name));
  return statusFunctions(
    before.map(name => run.stages.get(name)?.result),
    lowered(run.stages, each => each.result),
    run.state === 'canceling',
  );
}

/** For a job's condition: a call without arguments looks at its direct dependencies, as measured on the service. */
export function jobStatus(run: Run, stage: StageState, dependsOn: readonly string[]): StatusFunctions {
  const outcomes = new Map([...stage.groups].map(([name, group]) => [name, group.result]));
  const direct = dependsOn.map(name => outcomes.get(name));
  return statusFunctions(
    direct,
    lowered(outcomes, each => each),
    run.state === 'canceling' || stage.isCanceling,
  );
}

function ancestors(run: Run, stage: StageState, found = new Set<string>()): Set<string> {
  for (const name of stage.plan.dependsOn) {
    const before = run.stages.get(name);
    if (before === undefined || found.has(name)) continue;
    found.add(name);
    ancestors(run, before, found);
  }
  return found;
}

function lowered<T>(map: ReadonlyMap<string, T>, outcome: (value: T) => Outcome): Map<string, Outcome> {
  return new Map([...map].map(([name, value]) => [name.toLowerCase(), outcome(value)]));
}

function isSuccess(outcome: Outcome): boolean {
  return outcome === 'succeeded' || outcome === 'succeededWithIssues';
}

// Measured: after an abandoned job only `always()` runs, so abandoned is no failure here.
function isFailure(outcome: Outcome): boolean {
  return outcome === 'failed';
}
