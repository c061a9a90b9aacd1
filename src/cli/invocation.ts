import type { Command } from 'commander';
import type { Doors } from './doors.ts';
import type { Io } from './io.ts';

/** One start of the command line: what commands work with, and what came of it. */
export type Invocation = {
  readonly io: Io;
  readonly doors: Doors;
  /** The command that was asked for, once its flags were read. */
  command: Command | undefined;
  exitCode: number;
};
