import { fstatSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { toBytes } from '../cli/byte-lines.ts';
import type { TextOut } from '../cli/io.ts';

/**
 * Standard output or error. A reader that goes away (`| head`) ends the process quietly. Terminals are written through Node's stream; files
 * and pipes directly, which is as synchronous as that stream and spares a short command the loading of streams.
 */
export function processOut(fd: 1 | 2): TextOut {
  if (process.platform === 'win32' || mayBeTerminal(fd)) return streamOut(fd);
  let stream: NodeJS.WriteStream | undefined;
  const writeBytes = (text: string): boolean => {
    if (stream !== undefined) return stream.write(text, 'latin1');
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
      endOnBrokenPipe(error);
    }
  }
  return '';
}

function streamOf(fd: 1 | 2): NodeJS.WriteStream {
  const stream = fd === 1 ? process.stdout : process.stderr;
  stream.on('error', endOnBrokenPipe);
  return stream;
}

function streamOut(fd: 1 | 2): TextOut {
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
  };
}

function endOnBrokenPipe(error: unknown): void {
  if (hasCode(error, 'EPIPE')) process.exit(1);
  throw error;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
