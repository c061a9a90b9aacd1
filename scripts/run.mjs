// Runs programs for the scripts of package.json: same terminal, signals passed on, exit code handed back.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './setup.mjs';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program in the user's folder, or in `cwd`; answers its exit code, 128 + the signal's number if a signal ended it. */
export function run(program, args, { cwd = process.env.INIT_CWD ?? process.cwd(), env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: 'inherit' });
    const listeners = passedOn.map(signal => [signal, () => child.kill(signal)]);
    for (const [signal, listener] of listeners) process.on(signal, listener);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const [name, listener] of listeners) process.off(name, listener);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** Runs a program at the root of the checkout. */
export function runAtRoot(program, args, env) {
  return run(program, args, { cwd: root, env: { ...process.env, ...env } });
}
