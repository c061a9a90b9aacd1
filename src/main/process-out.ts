import { fstatSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import type { TextOut } from '../cli/io.ts';

/**
 * Standard output or error. A reader that goes away (`| head`) ends the process quietly. Terminals are written through Node's stream; files
 * and pipes directly, which is as synchronous as that stream and spares a short command the loading of streams.
 */
export function processOut(fd: 1 | 2): TextOut {
  if (process.platform === 'win32' || mayBeTerminal(fd)) return streamOut(fd);
  let stream: ReturnType<typeof streamOut> | undefined;
  return {
    write(text) {
      if (stream !== undefined) return stream.write(text);
      const rest = writeDirectly(fd, Buffer.from(text));
      if (rest === undefined) return true;
      stream = streamOut(fd);
      return stream.write(rest);
    },
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

/** Writes until all is written; answers what is left for a stream when the reader is behind and the file was opened not to wait. */
function writeDirectly(fd: number, bytes: Buffer): Buffer | undefined {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (hasCode(error, 'EAGAIN')) return bytes.subarray(written);
      endOnBrokenPipe(error);
    }
  }
  return undefined;
}

function streamOut(fd: 1 | 2): TextOut & { write(text: string | Uint8Array): boolean } {
  const stream = fd === 1 ? process.stdout : process.stderr;
  stream.on('error', endOnBrokenPipe);
  return {
    write: text => stream.write(text),
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
