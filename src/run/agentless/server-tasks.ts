import type { PlanTask } from '../../plan/model.ts';

/** The tasks that the orchestrator runs itself, without an agent. */
export type ServerTaskKind = 'delay' | 'manualValidation' | 'invokeRest';

const runnable: Readonly<Record<string, ServerTaskKind>> = {
  '28782b92-5e8e-4458-9751-a71cd1492bae': 'delay',
  '2003ad3a-104a-451a-9238-60474ab294e6': 'manualValidation',
  '9c3e8943-130d-4c78-ac63-8af81df62dfb': 'invokeRest',
};

/** Tasks of the service that run without an agent there, and not here. */
const elsewhere: ReadonlySet<string> = new Set([
  'ba761f24-cbd6-48cb-92f3-fc13396405b1', // PublishToAzureServiceBus
  '537fdb7a-a601-4537-aa70-92645a2b5ce4', // AzureFunction
  '99a72e7f-25e4-4576-bf38-22a42b995ed8', // AzureMonitor
  'f1e4b0e6-017e-4819-8a48-ef19ae96e289', // queryWorkItems
]);

/** What the orchestrator does for a task; `undefined` for one that it does not run. */
export function serverTaskKind(task: PlanTask): ServerTaskKind | undefined {
  const id = task.id.toLowerCase();
  return Object.hasOwn(runnable, id) ? runnable[id] : undefined;
}

/** Whether a task is made to run without an agent, here or only on the service. */
export function isServerTask(task: PlanTask): boolean {
  return serverTaskKind(task) !== undefined || elsewhere.has(task.id.toLowerCase());
}

/** The value of a task's input, by its name in any case; the given one where it is not authored. */
export function inputOf(inputs: Readonly<Record<string, string>>, name: string, standard = ''): string {
  const found = Object.entries(inputs).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
  return found === undefined || found === '' ? standard : found;
}
