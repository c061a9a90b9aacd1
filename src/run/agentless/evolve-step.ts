import type { RunEvent } from '../events.ts';
import type { ServerStepLine, ServerStepState } from '../state.ts';

type StepEvent = Extract<
  RunEvent,
  { type: 'serverStepStarted' | 'serverStepCalled' | 'serverStepRetried' | 'serverStepCompleted' }
>;

/** Folds an event of a step without an agent into the steps of its job so far. Pure. */
export function evolveServerSteps(before: readonly ServerStepState[], event: StepEvent): readonly ServerStepState[] {
  const last = before.at(-1);
  const running = last?.state === 'inProgress' ? last : undefined;
  const others = running === undefined ? before : before.slice(0, -1);
  const lines = [...(running?.lines ?? []), ...linesOf(event)];
  switch (event.type) {
    case 'serverStepStarted': {
      const begun = running ?? { since: event.at, retries: 0 };
      const { since, retries } = begun;
      const state = 'inProgress' as const;
      return [...others, { state, since, retries, triedAt: event.at, retryAt: undefined, isCalled: false, lines }];
    }
    case 'serverStepCalled':
      return running === undefined ? before : [...others, { ...running, isCalled: true, lines }];
    case 'serverStepRetried': {
      if (running === undefined) return before;
      const { retryAt } = event;
      return [...others, { ...running, retries: running.retries + 1, retryAt, isCalled: false, lines }];
    }
    case 'serverStepCompleted': {
      const { at, result, answer } = event;
      return [...others, { state: 'completed', since: running?.since, at, result, answer, lines }];
    }
  }
}

function linesOf(event: StepEvent): readonly ServerStepLine[] {
  const texts = 'lines' in event ? (event.lines ?? []) : [];
  return texts.map(text => ({ at: event.at, text }));
}
