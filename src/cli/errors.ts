/**
 * Something the user can mend: shown as one line on stderr, without a stack trace, and the command ends with `exitCode`.
 * 2, wrong usage, is the default; 1 is for what the machine or the server refused.
 */
export class CommandError extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** A server did not answer: it may be reached later. */
export class ServerUnreachable extends CommandError {
  constructor(message: string) {
    super(message, 1);
    this.name = 'ServerUnreachable';
  }
}
