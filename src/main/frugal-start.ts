import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openCLibrary } from '../base/c-library.ts';

/**
 * V8 while a server starts: thousands of functions are called once or twice, so that optimizing any is for nothing, and loads much of the compilers
 * into memory; a young generation that grows to 32 MiB on the way would stay that large.
 */
const during = ['--no-opt', '--no-maglev', '--semi-space-growth-factor=1'];
/** V8 as it is otherwise. */
const after = ['--opt', '--maglev', '--semi-space-growth-factor=2'];

let isStarting = false;

/** Call it before the code of a server is loaded, in a process that is nothing but a server: it changes all of V8. */
export function beginFrugalStart(): void {
  isStarting = true;
  for (const flag of during) setFlagsFromString(flag);
}

/** Ends what was begun, if it was, and gives the memory back that starting took: nothing else would until there are requests. */
export function endFrugalStart(): void {
  if (!isStarting) return;
  isStarting = false;
  for (const flag of after) setFlagsFromString(flag);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  setFlagsFromString('--no-expose-gc');
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  // What V8 took to compile, and has freed, stays with the C library: about 8 MiB at a start without kept code.
  const library = openCLibrary({ malloc_trim: ['u64'] });
  (library?.functions as { malloc_trim(pad: bigint): number } | undefined)?.malloc_trim(0n);
}
