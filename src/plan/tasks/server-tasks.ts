import type { PlanTask } from '../model.ts';

/** The built-in tasks that run without an agent, by id: all of them, and no others, stand in jobs of `pool: server`. */
const serverTasks: ReadonlySet<string> = new Set([
  '28782b92-5e8e-4458-9751-a71cd1492bae', // Delay
  '2003ad3a-104a-451a-9238-60474ab294e6', // ManualValidation
  '9c3e8943-130d-4c78-ac63-8af81df62dfb', // InvokeRESTAPI
  'ba761f24-cbd6-48cb-92f3-fc13396405b1', // PublishToAzureServiceBus
  '537fdb7a-a601-4537-aa70-92645a2b5ce4', // AzureFunction
  '99a72e7f-25e4-4576-bf38-22a42b995ed8', // AzureMonitor
  'f1e4b0e6-017e-4819-8a48-ef19ae96e289', // queryWorkItems
]);

/** Whether a task is made to run without an agent, here or only on the service. */
export function isServerTask(task: PlanTask): boolean {
  return serverTasks.has(task.id.toLowerCase());
}
