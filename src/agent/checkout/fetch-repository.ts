import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyFolder } from '../job/folders.ts';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { authorizationHeader, serverHeaderKey } from './credentials.ts';
import { fetchDepth, fetchFilters, wantedSubmodules, wantsLfs } from './fetch-options.ts';
import { Git, localFolder } from './git.ts';
import type { CheckoutPlace } from './place.ts';
import { chooseFiles } from './sparse-checkout.ts';

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
  const lfs = wantsLfs(run);
  // Submodules of a repository that is a folder are folders too, which git does not clone by itself.
  const local =
    source === undefined
      ? {}
      : { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'protocol.file.allow', GIT_CONFIG_VALUE_0: 'always' };
  const git = new Git(run, place.folder, { ...(lfs ? {} : { GIT_LFS_SKIP_SMUDGE: '1' }), ...local });
  const header = authorizationHeader(run, place.repository);
  git.signIn(header);
  const checkout = { run, place, git };
  await git.call(['version']);
  if (git.has('lfs')) await git.call(['lfs', 'version']);
  else if (lfs)
    throw new TaskFailure('Can not find "Git-LFS" from PATH on this agent. Make sure "Git-LFS" is installed.');
  await prepareClone(checkout);
  await chooseFiles(run, place.folder, git);
  await configure(checkout);
  if (run.step.isDebug) await git.call(['status']);
  await fetchAll(checkout);
  await checkOut(checkout);
  await updateSubmodules(checkout);
  if (header !== undefined && run.inputs.isOn('persistCredentials')) await keepCredentials(checkout, header);
  if (run.step.isDebug) await git.call(['status']);
}

/** Keeps a clone of the same repository, cleaned where `clean` says so; makes a new one in an empty folder otherwise. */
async function prepareClone(checkout: Checkout): Promise<void> {
  const { place, git } = checkout;
  const { url } = place.repository;
  if (existsSync(join(place.folder, '.git'))) {
    for (const lock of ['index.lock', 'shallow.lock']) rmSync(join(place.folder, '.git', lock), { force: true });
    if ((await isCloneOf(git, url)) && (await isWholeEnough(checkout)) && (await clean(checkout))) return;
  }
  emptyFolder(place.folder);
  await git.must(['init', place.folder], `init "${place.folder}"`);
  await git.must(['remote', 'add', 'origin', url]);
}

async function isCloneOf(git: Git, url: string): Promise<boolean> {
  await git.call(['config', '--get', 'remote.origin.url']);
  const { exitCode, output } = await git.read(['config', '--get', 'remote.origin.url']);
  return exitCode === 0 && output.toString().trim() === url;
}

/** False for a clone that lacks what an earlier job filtered out, where this one filters nothing: git would not fetch it, and later steps could not. */
async function isWholeEnough({ run, git }: Checkout): Promise<boolean> {
  if (fetchFilters(run).length > 0) return true;
  const { exitCode } = await git.ask(['config', '--get-all', 'remote.origin.promisor']);
  return exitCode !== 0;
}

/** False when the clone could not be cleaned and has to be made anew. */
async function clean({ run, git }: Checkout): Promise<boolean> {
  if (!run.inputs.isOn('clean')) return true;
  const commands = [
    ['clean', '-ffdx'],
    ['reset', '--hard', 'HEAD'],
  ];
  if (wantedSubmodules(run) !== undefined) {
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

async function configure({ run, place, git }: Checkout): Promise<void> {
  await git.must(['config', 'gc.auto', '0']);
  await removeLeftovers(git, place.repository.url);
  await git.must(['config', 'http.version', 'HTTP/1.1']);
  if (wantsLfs(run)) await git.must(['lfs', 'install', '--local']);
}

/** Removes what an earlier job may have left in a kept clone's configuration. */
async function removeLeftovers(git: Git, url: string): Promise<void> {
  for (const key of [`http.${url}.extraheader`, 'http.extraheader']) await removeKey(git, key);
  const { output } = await git.ask(['config', '--get-regexp', '.*extraheader']);
  const names = new Set(
    output
      .toString()
      .split('\n')
      .map(line => line.split(' ', 1)[0] ?? ''),
  );
  for (const name of names) if (name !== '') await git.call(['config', '--unset-all', name]);
  await removeKey(git, 'http.proxy');
}

async function removeKey(git: Git, key: string): Promise<void> {
  const { exitCode } = await git.ask(['config', '--get-all', key]);
  if (exitCode === 0) await git.call(['config', '--unset-all', key]);
}

/** Later steps read the repository's server as the checkout did, until the job ends. */
async function keepCredentials({ git, place }: Checkout, header: string): Promise<void> {
  const key = serverHeaderKey(place.repository.url);
  await git.must(['config', key, header], `config ${key} "AUTHORIZATION: ***"`);
}

/** Takes the credentials back that `persistCredentials` left, and says so. The clone stays. */
export async function removeCredentials(run: TaskRun, { repository, folder }: Place): Promise<void> {
  if (!run.inputs.isOn('persistCredentials') || authorizationHeader(run, repository) === undefined) return;
  if (existsSync(join(folder, '.git'))) await removeKey(new Git(run, folder), serverHeaderKey(repository.url));
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
  if (fetchDepth(run) > 0 && isCommit(version)) return [`+${version}:refs/remotes/origin/${version}`];
  return isPullRequest(ref) ? ['+refs/heads/*:refs/remotes/origin/*', `+${ref}:${pullRef(ref)}`] : [];
}

async function fetchWithRetries(checkout: Checkout, refspecs: readonly string[]): Promise<void> {
  const { run, git } = checkout;
  const args = ['fetch', '--force', ...fetchOptions(checkout), ...refspecs];
  for (let attempt = 1; ; attempt += 1) {
    const exitCode = await git.authorized(args);
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
  options.push(...fetchFilters(run).map(filter => `--filter=${filter}`));
  if (fetchDepth(run) > 0) return [...options, `--depth=${fetchDepth(run)}`];
  return existsSync(join(place.folder, '.git', 'shallow')) ? [...options, '--unshallow'] : options;
}

async function checkOut({ run, place, git }: Checkout): Promise<void> {
  run.step.entry.progress(80, 'Starting checkout...');
  const ref = checkoutRef(run, place);
  if (wantsLfs(run)) {
    await git.call(['checkout', ref, '--', '.lfsconfig']);
    const fetched = await git.authorized(['lfs', 'fetch', 'origin', ref], serverHeaderKey(place.repository.url));
    if (fetched !== 0) throw new TaskFailure(`Git lfs failed with exit code: ${fetched}`);
  }
  // What a filter left out, and large files, are fetched as they are checked out.
  const isWhole = fetchFilters(run).length === 0 && !wantsLfs(run);
  const command = ['checkout', '--progress', '--force', ref];
  const exitCode = isWhole
    ? await git.call(command)
    : await git.authorized(command, serverHeaderKey(place.repository.url));
  if (exitCode === 0) return;
  if (fetchDepth(run) > 0) {
    run.step.warning(
      `Git checkout failed on shallow repository, this might because of git fetch with depth '${fetchDepth(run)}' doesn't include the checkout commit '${ref}'.`,
    );
  }
  throw new TaskFailure(`Git checkout failed with exit code: ${exitCode}`);
}

function checkoutRef(run: TaskRun, place: Place): string {
  const { version } = place.repository;
  const ref = refOf(place);
  if (isCommit(version) && fetchDepth(run) > 0) return `refs/remotes/origin/${version}`;
  if (isPullRequest(ref)) return pullRef(ref);
  if (isCommit(version)) return version;
  return ref.replace(/^refs\/heads\//, 'refs/remotes/origin/');
}

async function updateSubmodules({ run, git, place }: Checkout): Promise<void> {
  const wanted = wantedSubmodules(run);
  if (wanted === undefined) return;
  const recursive = wanted === 'recursive' ? ['--recursive'] : [];
  run.step.entry.progress(90, 'Updating submodules...');
  await git.must(['submodule', 'sync', ...recursive]);
  const shallow = fetchDepth(run) > 0 ? [`--depth=${fetchDepth(run)}`] : [];
  const update = ['submodule', 'update', '--init', '--force', ...shallow, ...recursive];
  const exitCode = await git.authorized(update, serverHeaderKey(place.repository.url));
  if (exitCode !== 0) throw new TaskFailure(`Git submodule failed with exit code: ${exitCode}`);
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
