import type { Io, TextOut } from '../cli/io.ts';

/** The command line's view of this process. A reader that goes away (`| head`) ends the process quietly. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endOnBrokenPipe);
  return {
    out: textOut(process.stdout),
    err: textOut(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    onInterrupt(listener) {
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, listener);
      // The server that started this process as its agent is gone.
      process.on('disconnect', listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
        process.off('disconnect', listener);
      };
    },
  };
}

function textOut(stream: NodeJS.WriteStream): TextOut {
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

function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(1);
  throw error;
}
