import type { Project } from '../../run/ports/catalogue.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';

/** What a project can be created with to plan work by, under the service's own ids. There are no work items here: clients read it back, and that is all. */
export type Process = { readonly id: string; readonly name: string };

/** The service's own; the first is the default. */
export const processes: readonly [Process, ...Process[]] = [
  { id: 'b8a3a935-7e91-48b8-a94c-606d37c3e9f2', name: 'Basic' },
  { id: 'adcc42ab-9882-485e-a3ed-7678f01f66bc', name: 'Agile' },
  { id: '6b724908-ef14-45cf-84f8-768b5384da45', name: 'Scrum' },
  { id: '27450541-8e31-4150-9947-dc59f998fc01', name: 'CMMI' },
];

const kind = 'projectProcess';

/** A process by its id, or the service's 404. */
export function processOf(id: string): Process {
  const process = processes.find(each => each.id === id.toLowerCase());
  if (process === undefined) throw serviceError('processMissing', `The process with id ${id} does not exist.`);
  return process;
}

/** The process of a project: the default where nobody chose. */
export async function processOfProject({ documents, organization }: Services, { id }: Project): Promise<Process> {
  const kept = await documents.get(organization, { kind, scope: '', id });
  return processes.find(each => each.id === kept?.value) ?? processes[0];
}

/** Keeps the process that a new project was created with; the default needs no keeping. */
export async function keepProcess(
  { documents, organization }: Services,
  project: Project,
  process: Process,
): Promise<void> {
  if (process === processes[0]) return;
  const content = { position: 0, value: process.id };
  await documents.write(organization, [{ kind, scope: '', id: project.id, expected: 0, content }]);
}
