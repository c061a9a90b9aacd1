import { ObjectValue } from '../expression/value.ts';
import type { Plan, PlanJob, PlanVariable } from '../plan/model.ts';
import { QueueRefusal } from './queue-refusal.ts';
import type { Run } from './state.ts';
import { type Contexts, evaluateVariables, type VariableSources, type Variables, withVariable } from './variables.ts';

/** What the variables of a run that is being queued are made from. */
export type Counted = {
  readonly plan: Plan;
  /** Known before the YAML says anything. */
  readonly around: Variables;
  readonly sources: VariableSources;
  readonly contexts: Contexts;
};

type Counter = (prefix: string, seed: number) => number;

/**
 * The variables of the root, and how often each prefix that a counter anywhere in the plan names has been counted. Counters are the only expressions
 * that change something, so what they ask for is collected first, then counted once for the run, and then put in. Throws a `QueueRefusal`.
 */
export async function countVariables(
  counted: Counted,
  count: (prefix: string) => Promise<number>,
): Promise<{ readonly rootVariables: Variables; readonly counters: Readonly<Record<string, number>> | undefined }> {
  const prefixes = new Set<string>();
  const noted: Counter = (prefix, seed) => {
    prefixes.add(prefix);
    return seed;
  };
  const first = rootVariables(counted, noted);
  const ofRoot = prefixes.size;
  noteInner(counted, first, noted);
  if (prefixes.size === 0) return { rootVariables: first, counters: undefined };
  const numbers = new Map<string, number>();
  for (const prefix of prefixes) numbers.set(prefix, await count(prefix));
  const counters = Object.fromEntries(numbers);
  if (ofRoot === 0) return { rootVariables: first, counters };
  return {
    rootVariables: rootVariables(counted, (prefix, seed) => numberOf(counters, prefix, seed) ?? seed),
    counters,
  };
}

/** The counters in the variables of a stage or job of a run: as they were counted when it was queued. */
export function countingOf({ queued: { counters = {} } }: Run) {
  const counter = (prefix: string, seed: number) => numberOf(counters, prefix, seed);
  return { counter, slot: 'jobVariable' } as const;
}

function numberOf(counters: Readonly<Record<string, number>>, prefix: string, seed: number): number | undefined {
  const number = Object.hasOwn(counters, prefix) ? counters[prefix] : undefined;
  return number === undefined ? undefined : seed + number - 1;
}

function rootVariables({ plan, around, sources, contexts }: Counted, counter: Counter): Variables {
  const counting = { counter, slot: 'runtimeVariable' } as const;
  const evaluated = evaluateVariables(plan.variables, around, sources, contexts, counting);
  if (!evaluated.ok) throw new QueueRefusal(evaluated.message);
  return evaluated.variables;
}

/** Notes what the counters of stages and jobs ask for, as far as that is known before anything has run. */
function noteInner(counted: Counted, root: Variables, noted: Counter): void {
  for (const { variables, jobs } of counted.plan.stages) {
    if (![variables, ...jobs.map(job => job.variables)].some(mayCount)) continue;
    const around = noteEach(counted, variables, root, noted);
    for (const job of jobs) {
      for (const leg of legsOf(job)) noteEach(counted, job.variables, withTexts(around, leg), noted);
    }
  }
}

function mayCount(variables: readonly PlanVariable[]): boolean {
  return variables.some(variable => !('group' in variable) && /counter\s*\(/i.test(variable.value));
}

/** Variables whose value is not known yet are left out. */
function noteEach(
  { sources, contexts }: Counted,
  variables: readonly PlanVariable[],
  around: Variables,
  counter: Counter,
): Variables {
  const nothing = new ObjectValue([], { ignoreCase: true });
  const known = { ...contexts, dependencies: nothing, stagedependencies: nothing };
  let all = around;
  for (const variable of variables) {
    const evaluated = evaluateVariables([variable], all, sources, known, { counter, slot: 'jobVariable' });
    if (evaluated.ok) all = evaluated.variables;
  }
  return all;
}

/** The variables that the legs of a job add, one record for each leg; one that is empty for a job without. */
function legsOf({ strategy }: PlanJob): readonly Readonly<Record<string, string>>[] {
  if (strategy?.kind !== 'matrix' || typeof strategy.legs === 'string') return [{}];
  return [{}, ...Object.values(strategy.legs)];
}

function withTexts(variables: Variables, texts: Readonly<Record<string, string>>): Variables {
  return Object.entries(texts).reduce(
    (all, [name, value]) => withVariable(all, name, { value, isSecret: false, readonly: false }),
    variables,
  );
}
