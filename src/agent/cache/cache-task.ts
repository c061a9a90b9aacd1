import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { messageOf } from '../../base/message-of.ts';
import type { CacheHit, CacheKey } from '../../wire/artifact-server.ts';
import type { ContentSpace } from '../content/content-space.ts';
import type { JobContext } from '../job/job-context.ts';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { downloadPaths, uploadPaths } from './cache-paths.ts';
import { resolveKey } from './fingerprint.ts';
import { KeyError, parseKey } from './key.ts';

/** What a restore leaves for the save after the job. */
type Restored = { readonly key: string; readonly isExact: boolean };

/** What the steps of a job restored, by the step's id. */
const restored = new WeakMap<JobContext, Map<string, Restored>>();

/** `Cache@2` before the job's work: looks for an entry and puts it in its place. */
export async function runCacheRestore(run: TaskRun): Promise<void> {
  const { step } = run;
  const paths = cachePaths(run);
  step.write('Resolving key:');
  const segments = await resolved(run, run.inputs.text('key'));
  step.write(`Resolved to: ${segments.join('|')}`);
  const keys: CacheKey[] = [{ segments, isPrefix: false }];
  for (const line of restoreLines(run)) {
    step.write('Resolving restore key:');
    const prefix = await resolved(run, line);
    step.write(`Resolved to: ${prefix.join('|')}|**`);
    keys.push({ segments: prefix, isPrefix: true });
  }
  const hit = await restore(run, keys, paths);
  const isExact = hit !== undefined && hit.segments.join('|') === segments.join('|');
  remember(run, { key: segments.join('|'), isExact });
  const variable = run.inputs.text('cacheHitVar');
  if (variable !== '') step.job.variables.set(variable, hit === undefined ? 'false' : isExact ? 'true' : 'inexact');
}

/** `Cache@2` after the job: saves what is there now, when the job went well and there was no entry of the very key. */
export async function runCacheSave(run: TaskRun): Promise<void> {
  const { step } = run;
  if (step.job.status.result !== 'succeeded') {
    step.write("Skipping because the job status was not 'Succeeded'.");
    return;
  }
  const before = restored.get(step.job)?.get(run.wire.id);
  if (before === undefined) {
    step.write('Skipping because restore step did not run.');
    return;
  }
  step.write('Resolving key:');
  const segments = await resolved(run, run.inputs.text('key'));
  step.write(`Resolved to: ${segments.join('|')}`);
  if (segments.join('|') !== before.key)
    step.warning(
      `The given cache key has changed in its resolved value between restore and save steps;\noriginal key: ${before.key}\nmodified key: ${segments.join('|')}\n`,
    );
  if (before.isExact && segments.join('|') === before.key) step.write(alreadyThere(segments));
  else await save(run, segments);
}

/** The entry that was put in its place. What goes wrong with the server is a miss, and no failure. */
async function restore(
  run: TaskRun,
  keys: readonly CacheKey[],
  paths: readonly string[],
): Promise<CacheHit | undefined> {
  const { step } = run;
  const { server, request } = step.job;
  try {
    const hit = await server.caches.find(request.plan, keys);
    if (hit === undefined) {
      step.write('There is a cache miss.');
      return undefined;
    }
    step.write(`Entry found at fingerprint: \`${hit.segments.join('|')}\``);
    await downloadPaths(spaceOf(run, hit.id), hit.tree, paths);
    step.write('Cache restored.');
    return hit;
  } catch (failure) {
    if (run.signal.aborted) throw failure;
    step.warning(`Failed to get cached item. ${messageOf(failure)}`);
    return undefined;
  }
}

/** That a cache could not be saved never fails a job. */
async function save(run: TaskRun, segments: readonly string[]): Promise<void> {
  const { step } = run;
  const { server, request } = step.job;
  try {
    const reserved = await server.caches.reserve(request.plan, segments);
    const tree = reserved && (await uploadPaths(spaceOf(run, reserved.id), await existing(cachePaths(run))));
    const isSaved = reserved && tree && (await server.caches.commit(request.plan, reserved.id, tree));
    step.write(isSaved === true ? 'Saved item.' : alreadyThere(segments));
  } catch (failure) {
    if (run.signal.aborted) throw failure;
    step.warning(`Failed to cache item. ${messageOf(failure)}`);
  }
}

function alreadyThere(segments: readonly string[]): string {
  return `Cache with fingerprint \`${segments.join('|')}\` already exists.`;
}

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  for (const path of paths) {
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory() !== true) throw new TaskFailure(`The path of a cache has to be a folder: ${path}`);
  }
  return paths;
}

async function resolved(run: TaskRun, key: string): Promise<readonly string[]> {
  const { variables } = run.step.job;
  const isOld = key.includes('\n');
  if (isOld) checkOldForm(run);
  const salt = variables.get('AZP_CACHING_SALT') ?? '';
  try {
    const write = (line: string): void => run.step.write(line);
    const segments = await resolveKey(parseKey(isOld ? key.replaceAll('\n', '|') : key), {
      root: workingFolder(run),
      workspace: run.step.job.folders.workspace,
      write,
    });
    return salt === '' ? segments : [`AZP_CACHING_SALT=${salt}`, ...segments];
  } catch (failure) {
    throw failure instanceof KeyError ? new TaskFailure(failure.message) : failure;
  }
}

/** Keys of several lines, a segment each, are of a time before restore keys. */
function checkOldForm(run: TaskRun): void {
  run.step.warning('Inferring a cache key of several lines: separate its segments by | instead.');
  if (restoreLines(run).length > 0) throw new TaskFailure('A cache key of several lines can not have restoreKeys.');
}

function restoreLines({ inputs }: TaskRun): readonly string[] {
  const lines = inputs.text('restoreKeys').split(/\r?\n/);
  return lines.map(line => line.trim()).filter(line => line !== '');
}

function cachePaths(run: TaskRun): readonly string[] {
  const lines = run.inputs.text('path').split(/\r?\n/);
  const paths = lines.map(line => line.trim()).filter(line => line !== '');
  if (paths.length === 0) throw new TaskFailure('Input required: path');
  return paths.map(path => (isAbsolute(path) ? path : join(workingFolder(run), path)));
}

function workingFolder({ step }: TaskRun): string {
  return step.job.variables.get('System.DefaultWorkingDirectory') ?? step.job.folders.sources;
}

function spaceOf({ step, signal }: TaskRun, id: string): ContentSpace {
  return { server: step.job.server.content, plan: step.job.request.plan, space: id, signal };
}

function remember(run: TaskRun, of: Restored): void {
  const { job } = run.step;
  const known = restored.get(job) ?? new Map<string, Restored>();
  restored.set(job, known.set(run.wire.id, of));
}
