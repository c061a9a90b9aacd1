import type { HookAnswer } from './ports.ts';

/**
 * What an answer says about trying again, as the service sorts them: `transient` may pass by itself, `enduring` asks for somebody to
 * look, `terminal` (410 Gone) says that nobody listens any more.
 */
export type Outcome = 'succeeded' | 'transient' | 'enduring' | 'terminal';

const transientStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export function outcomeOf(answer: HookAnswer): Outcome {
  if (answer.kind !== 'answered') return answer.kind === 'refused' ? 'enduring' : 'transient';
  const { status } = answer;
  if (status >= 200 && status < 300) return 'succeeded';
  if (status === 410) return 'terminal';
  return transientStatuses.has(status) ? 'transient' : 'enduring';
}

/** In one line, for the notification's history; empty where all went well. */
export function failureOf(answer: HookAnswer): string {
  if (answer.kind !== 'answered') return answer.message;
  return outcomeOf(answer) === 'succeeded' ? '' : `${answer.reason} (${answer.status})`;
}
