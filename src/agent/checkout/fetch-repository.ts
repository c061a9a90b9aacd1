import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { Git, localFolder } from './git.ts';
import type { CheckoutPlace } from './place.ts';

type Place = Extract<CheckoutPlace, { kind: 'repository' }>;

type Checkout = { readonly run: TaskRun; readonly place: Place; readonly git: Git };

/** How often a fetch is tried. */
const fetchTries = 3;

/** The longest pause before a fetch is tried again, in units of the job's `retryUnitMs`; the pause is random. */
const longestPause = 10;

/** Brings a repository at its version into the job's folder with git, command by command as the service's agent does. */
export async function fetchRepository(run: TaskRun, place: Place): Promise<void> {
  const { url } = place.repository;
  const source = localFolder(url);
  if (url.startsWith('-')) throw new TaskFailure(`'${url}' is not the address of a repository.`);
  if (source !== undefined && !existsSync(source))
    throw new TaskFailure(`The repository's folder '${source}' is not there.`);
  mkdirSync(place.folder, { recursive: true });
  const lfs = run.inputs.isOn('lfs');
  // Submodules of a repository that is a folder are folders too, which git does not clone by itself.
  const local =
    source === undefined
      ? {}
      : { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'protocol.file.allow', GIT_CONFIG_VALUE_0: 'always' };
  const git = new Git(run, place.folder, { ...(lfs ? {} : { GIT_LFS_SKIP_SMUDGE: '1' }), ...local });
  const checkout = { run, place, git };
  await git.call(['version']);
  if (git.has('lfs')) await git.call(['lfs', 'version']);
  await prepareClone(checkout);
  await configure(checkout);
  await fetchAll(checkout);
  await checkOut(checkout);
  await updateSubmodules(checkout);
}

/** Keeps a clone of the same repository, cleaned where `clean` says so; makes a new one otherwise. */
async function prepareClone(checkout: Checkout): Promise<void> {
  const { place, git } = checkout;
  const { url } = place.repository;
  if (existsSync(join(place.folder, '.git'))) {
    for (const lock of ['index.lock', 'shallow.lock']) rmSync(join(place.folder, '.git', lock), { force: true });
    if ((await isCloneOf(git, url)) && (await clean(checkout))) return;
    emptyFolder(place.folder);
  }
  await git.must(['init', place.folder], `init "${place.folder}"`);
  await git.must(['remote', 'add', 'origin', url]);
}

async function isCloneOf(git: Git, url: string): Promise<boolean> {
  await git.call(['config', '--get', 'remote.origin.url']);
  const { exitCode, output } = await git.read(['config', '--get', 'remote.origin.url']);
  return exitCode === 0 && output.toString().trim() === url;
}

/** False when the clone could not be cleaned and has to be made anew. */
async function clean({ run, git }: Checkout): Promise<boolean> {
  if (!run.inputs.isOn('clean')) return true;
  const commands = [
    ['clean', '-ffdx'],
    ['reset', '--hard', 'HEAD'],
  ];
  if (submodules(run) !== undefined) {
    commands.push(['submodule', 'foreach', '--recursive', 'git clean -ffdx']);
    commands.push(['submodule', 'foreach', '--recursive', 'git reset --hard HEAD']);
  }
  for (const command of commands) {
    if ((await git.call(command)) === 0) continue;
    run.step.warning(
      'Unable to run "git clean -ffdx" and "git reset --hard HEAD" successfully, delete source folder instead.',
    );
    return false;
  }
  return true;
}

function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

async function configure({ run, place, git }: Checkout): Promise<void> {
  await git.must(['config', 'gc.auto', '0']);
  for (const query of leftoverQueries(place.repository.url)) await git.call(query);
  await git.must(['config', 'http.version', 'HTTP/1.1']);
  if (run.inputs.isOn('lfs')) await git.must(['lfs', 'install', '--local']);
}

/** What an earlier job may have left in a kept clone's configuration. */
function leftoverQueries(url: string): readonly (readonly string[])[] {
  return [
    ['config', '--get-all', `http.${url}.extraheader`],
    ['config', '--get-all', 'http.extraheader'],
    ['config', '--get-regexp', '.*extraheader'],
    ['config', '--get-all', 'http.proxy'],
  ];
}

/** Fetches what the branch or tag has, then the very commit, which may no longer be on it. */
async function fetchAll(checkout: Checkout): Promise<void> {
  const { version } = checkout.place.repository;
  checkout.run.step.entry.progress(0, 'Starting fetch...');
  await fetchWithRetries(checkout, fetchRefspecs(checkout));
  if (isCommit(version)) await fetchWithRetries(checkout, [`+${version}`]);
}

function fetchRefspecs({ run, place }: Checkout): readonly string[] {
  const { version } = place.repository;
  const ref = refOf(place);
  if (depth(run) > 0 && isCommit(version)) return [`+${version}:refs/remotes/origin/${version}`];
  return isPullRequest(ref) ? ['+refs/heads/*:refs/remotes/origin/*', `+${ref}:${pullRef(ref)}`] : [];
}

async function fetchWithRetries(checkout: Checkout, refspecs: readonly string[]): Promise<void> {
  const { run, git } = checkout;
  const args = ['fetch', '--force', ...fetchOptions(checkout), ...refspecs];
  for (let attempt = 1; ; attempt += 1) {
    const exitCode = await git.call(args);
    if (exitCode === 0) return;
    if (attempt === fetchTries) throw new TaskFailure(`Git fetch failed with exit code: ${exitCode}`);
    const pause = 1 + Math.floor(Math.random() * longestPause);
    run.step.warning(`Git fetch failed with exit code ${exitCode}, back off ${pause} seconds before retry.`);
    await sleep(pause * run.step.job.retryUnitMs, undefined, { signal: run.signal }).catch(() => undefined);
  }
}

function fetchOptions({ run, place }: Checkout): readonly string[] {
  const tags = run.inputs.isOn('fetchTags', true) ? '--tags' : '--no-tags';
  const quiet = run.step.job.variables.isOn('agent.source.checkout.quiet');
  const options = [
    tags,
    '--prune',
    '--prune-tags',
    ...(quiet ? [] : ['--progress']),
    '--no-recurse-submodules',
    'origin',
  ];
  if (depth(run) > 0) return [...options, `--depth=${depth(run)}`];
  return existsSync(join(place.folder, '.git', 'shallow')) ? [...options, '--unshallow'] : options;
}

async function checkOut({ run, place, git }: Checkout): Promise<void> {
  run.step.entry.progress(80, 'Starting checkout...');
  const ref = checkoutRef(run, place);
  if (run.inputs.isOn('lfs')) {
    await git.call(['checkout', ref, '--', '.lfsconfig']);
    await git.must(['lfs', 'fetch', 'origin', ref]);
  }
  const exitCode = await git.call(['checkout', '--progress', '--force', ref]);
  if (exitCode === 0) return;
  if (depth(run) > 0) {
    run.step.warning(
      `Git checkout failed on shallow repository, this might because of git fetch with depth '${depth(run)}' doesn't include the checkout commit '${ref}'.`,
    );
  }
  throw new TaskFailure(`Git checkout failed with exit code: ${exitCode}`);
}

function checkoutRef(run: TaskRun, place: Place): string {
  const { version } = place.repository;
  const ref = refOf(place);
  if (isCommit(version) && depth(run) > 0) return `refs/remotes/origin/${version}`;
  if (isPullRequest(ref)) return pullRef(ref);
  if (isCommit(version)) return version;
  return ref.replace(/^refs\/heads\//, 'refs/remotes/origin/');
}

async function updateSubmodules({ run, git }: Checkout): Promise<void> {
  const wanted = submodules(run);
  if (wanted === undefined) return;
  const recursive = wanted === 'recursive' ? ['--recursive'] : [];
  run.step.entry.progress(90, 'Updating submodules...');
  await git.must(['submodule', 'sync', ...recursive]);
  const shallow = depth(run) > 0 ? [`--depth=${depth(run)}`] : [];
  await git.must(['submodule', 'update', '--init', '--force', ...shallow, ...recursive]);
}

function submodules(run: TaskRun): 'direct' | 'recursive' | undefined {
  if (run.inputs.text('submodules').toLowerCase() === 'recursive') return 'recursive';
  return run.inputs.isOn('submodules') ? 'direct' : undefined;
}

/** 0 is the whole history. */
function depth(run: TaskRun): number {
  const text = run.inputs.text('fetchDepth');
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** Always a full one, so that none can be taken for an option of git. */
function refOf(place: Place): string {
  const { ref } = place.repository.properties;
  return ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
}

function isPullRequest(ref: string): boolean {
  return ref.startsWith('refs/pull/');
}

function pullRef(ref: string): string {
  return ref.replace(/^refs\/pull\//, 'refs/remotes/pull/');
}

/** Zeros stand for a folder without a commit. */
function isCommit(version: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/i.test(version) && !/^0+$/.test(version);
}
