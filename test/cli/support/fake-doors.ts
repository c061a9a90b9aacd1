import assert from 'node:assert/strict';
import type { Doors } from '../../../src/cli/doors.ts';

const closed = (name: string) => async (): Promise<never> => assert.fail(`the door ${name} was opened`);

/** Doors of which only those given may be opened. */
export function fakeDoors(open: Partial<Doors> = {}): Doors {
  return {
    runLocal: closed('runLocal'),
    serve: closed('serve'),
    agent: closed('agent'),
    start: closed('start'),
    userTasks: closed('userTasks'),
    ...open,
  };
}
