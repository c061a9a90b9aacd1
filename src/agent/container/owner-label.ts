import { guidFromName } from '../../base/id.ts';
import { processIdentity } from '../process/process-identity.ts';

/** The label of containers and networks that says which process made them; its value is a process identity. */
export const ownerLabelName = 'millrace.owner';

/** What containers and networks of this process are marked with. */
export function ownerLabel(): string {
  return `${ownerLabelName}=${processIdentity()}`;
}

/** What marks the containers and networks of an agent's work folder. */
export function agentLabel(workFolder: string): string {
  return `millrace.agent=${guidFromName('work folder', workFolder)}`;
}
