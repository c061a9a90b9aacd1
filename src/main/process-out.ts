import { fstatSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { messageOf } from '../base/message-of.ts';
import { toBytes } from '../cli/byte-lines.ts';
import type { TextOut } from '../cli/io.ts';
import { LargeOutput } from './large-output.ts';

/** What a process writes to, and how far its reader has come. */
export type ProcessOut = TextOut & {
  /** Resolves when there is room for more; `undefined` when there is now. Who goes on all the same only takes memory. */
  room(): Promise<void> | undefined;
  /** Resolves when everything has been handed to the system. */
  drained(): Promise<void>;
};

/** Pieces of this length are written beside the main thread. */
const largeChars = 16 * 1024;

/**
 * Standard output or error. A reader that goes away (`| head`) ends the process quietly. Terminals are written through Node's stream; files
 * and pipes directly, which is as synchronous as that stream and spares a short command the loading of streams. Large pieces of a long log are
 * written by another thread, and what follows them waits for its turn.
 */
export function processOut(fd: 1 | 2): ProcessOut {
  if (process.platform === 'win32' || mayBeTerminal(fd)) return streamOut(fd);
  const large = new LargeOutput(fd, endWithoutOutput);
  let stream: NodeJS.WriteStream | undefined;
  const writeBytes = (text: string): boolean => {
    if (stream !== undefined) return stream.write(text, 'latin1');
    if (text.length >= largeChars || large.isBusy) {
      large.add(text);
      return large.room() === undefined;
    }
    const rest = writeDirectly(fd, text);
    if (rest === '') return true;
    stream = streamOf(fd);
    return stream.write(rest, 'latin1');
  };
  return {
    write: text => writeBytes(toBytes(text)),
    writeBytes,
    isTerminal: false,
    columns: undefined,
    rows: undefined,
    room: () => large.room(),
    drained: () => large.drained(),
  };
}

/** Nothing but a device can be a terminal, and the commonest device that is none needs no further question. */
function mayBeTerminal(fd: number): boolean {
  const facts = statOf(fd);
  if (facts === undefined) return true;
  return facts.isCharacterDevice() && facts.rdev !== statSync(devNull).rdev;
}

function statOf(fd: number): ReturnType<typeof fstatSync> | undefined {
  try {
    return fstatSync(fd);
  } catch {
    // Closed by whoever started this process: Node's stream knows what to do.
    return undefined;
  }
}

/**
 * Writes until all is written; answers what is left for a stream when the reader is behind and the file was opened not to wait. Every character
 * is a byte: so no buffer is needed, and what is left after a part is clear.
 */
function writeDirectly(fd: number, text: string): string {
  for (let rest = text; rest !== ''; ) {
    try {
      rest = rest.slice(writeSync(fd, rest, null, 'latin1'));
    } catch (error) {
      if (hasCode(error, 'EAGAIN')) return rest;
      endWithoutOutput(error);
    }
  }
  return '';
}

function streamOf(fd: 1 | 2): NodeJS.WriteStream {
  const stream = fd === 1 ? process.stdout : process.stderr;
  stream.on('error', endWithoutOutput);
  return stream;
}

function streamOut(fd: 1 | 2): ProcessOut {
  const stream = streamOf(fd);
  return {
    write: text => stream.write(text),
    writeBytes: text => stream.write(text, 'latin1'),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.isTTY ? stream.columns : undefined;
    },
    get rows() {
      return stream.isTTY ? stream.rows : undefined;
    },
    room: () => undefined,
    drained: () => Promise.resolve(),
  };
}

/** Ends the process: quietly where the reader has gone, else with why nothing more can be written, such as a full disk. */
function endWithoutOutput(error: unknown): never {
  if (!hasCode(error, 'EPIPE')) tellLast(`millrace: the output could not be written: ${messageOf(error)}\n`);
  process.exit(1);
}

function tellLast(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // It is where the output goes as well.
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
