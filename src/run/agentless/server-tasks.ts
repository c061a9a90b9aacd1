import type { PlanTask } from '../../plan/model.ts';

/** The tasks that the orchestrator runs itself, without an agent. */
export type ServerTaskKind = 'delay' | 'manualValidation' | 'invokeRest';

const runnable: Readonly<Record<string, ServerTaskKind>> = {
  '28782b92-5e8e-4458-9751-a71cd1492bae': 'delay',
  '2003ad3a-104a-451a-9238-60474ab294e6': 'manualValidation',
  '9c3e8943-130d-4c78-ac63-8af81df62dfb': 'invokeRest',
};

/** What the orchestrator does for a task; `undefined` for one that it does not run. */
export function serverTaskKind(task: PlanTask): ServerTaskKind | undefined {
  const id = task.id.toLowerCase();
  return Object.hasOwn(runnable, id) ? runnable[id] : undefined;
}

/** The value of a task's input, by its name in any case; the given one where it is not authored. */
export function inputOf(inputs: Readonly<Record<string, string>>, name: string, standard = ''): string {
  const found = Object.entries(inputs).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
  return found === undefined || found === '' ? standard : found;
}
