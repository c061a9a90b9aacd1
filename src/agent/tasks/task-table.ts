import type { WireStep } from '../../wire/agent-protocol.ts';
import { bash } from './bash.ts';
import { commandLine } from './command-line.ts';
import type { Task } from './task.ts';

/** The tasks that the agent runs itself, as functions of this process. */
const tasks: readonly Task[] = [commandLine, bash];

/** The task a step asks for, by id or, where the server does not know ids, by name; `undefined` when it is not built in. */
export function findTask(reference: WireStep['reference']): Task | undefined {
  const id = reference.id.toLowerCase();
  const name = reference.name.toLowerCase();
  return (
    tasks.find(({ header }) => header.id === id) ??
    tasks.find(({ header }) => id === '' && header.name.toLowerCase() === name)
  );
}
