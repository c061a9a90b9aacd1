import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { platform } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { countOf } from './inputs.ts';
import { findKeptTool, machineArchitecture, toolsFolder } from './tool-folder.ts';
import { compareToolVersions, isInRange } from './version-range.ts';

/** A Node that can be used: the folder of its programs. */
type FoundNode = { readonly version: string; readonly programs: string };

/** Puts a version of Node first on the path: the machine's own where that fits, else one of the tools folder, else one that is downloaded into it. */
export async function useNode(range: string): Promise<void> {
  const wanted = range.trim().replace(/^lts\/?\*?$/i, '*');
  const checksLatest = tl.getBoolInput('checkLatest');
  const found = (checksLatest ? undefined : (machineNode(wanted) ?? keptNode(wanted))) ?? (await fetchNode(wanted));
  console.log(`Using Node ${found.version} of ${found.programs}`);
  tl.prependPath(found.programs);
}

function machineNode(range: string): FoundNode | undefined {
  const version = ownVersion();
  return version !== undefined && isInRange(version, range)
    ? { version, programs: dirname(tl.which('node')) }
    : undefined;
}

/** The version of the Node on the path. */
function ownVersion(): string | undefined {
  const program = tl.which('node');
  if (program === '') return undefined;
  return execFileSync(program, ['--version'], { encoding: 'utf8' }).trim().replace(/^v/, '');
}

function architecture(): string {
  return tl.getBoolInput('force32bit') ? 'x86' : machineArchitecture();
}

function keptNode(range: string): FoundNode | undefined {
  const kept = findKeptTool('node', range, architecture());
  return kept && { version: kept.version, programs: join(kept.folder, 'bin') };
}

/** As `downloadNode`, and says why a download was needed at all. */
async function fetchNode(range: string): Promise<FoundNode> {
  try {
    return await downloadNode(range);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    throw new Error(
      `${reason} Neither the Node on the path (${ownVersion() ?? 'none'}) nor one in ${toolsFolder()} fits.`,
    );
  }
}

type Release = { readonly version: string; readonly files: readonly string[] };

async function downloadNode(range: string): Promise<FoundNode> {
  const mirror = (tl.getInput('nodejsMirror') || 'https://nodejs.org/dist').replace(/\/+$/, '');
  const system = platform() === 'darwin' ? 'osx' : platform();
  const releases = (await (await read(`${mirror}/index.json`)).json()) as readonly Release[];
  const fitting = releases.filter(({ version, files }) => {
    return isInRange(version.slice(1), range) && files.some(file => file.startsWith(`${system}-${architecture()}`));
  });
  const [newest] = fitting.sort((a, b) => compareToolVersions(b.version, a.version));
  if (newest === undefined) {
    throw new Error(
      `Unable to find Node version '${range}' for platform ${platform()} and architecture ${architecture()}.`,
    );
  }
  const version = newest.version.slice(1);
  const kept = findKeptTool('node', version, architecture());
  const folder = kept?.folder ?? (await keepNode(mirror, version));
  return { version, programs: join(folder, 'bin') };
}

/** Downloads a release, compares its digest with the one that the mirror publishes, and unpacks it in place as a whole. */
async function keepNode(mirror: string, version: string): Promise<string> {
  const name = `node-v${version}-${platform()}-${architecture()}`;
  const parent = join(toolsFolder(), 'node', version);
  const draft = join(parent, `.${process.pid}`);
  mkdirSync(draft, { recursive: true });
  try {
    const file = join(draft, 'node.tar.gz');
    await download(`${mirror}/v${version}/${name}.tar.gz`, file);
    await checkDigest(`${mirror}/v${version}/SHASUMS256.txt`, `${name}.tar.gz`, file);
    execFileSync('tar', ['-xzf', file, '-C', draft]);
    const folder = join(parent, architecture());
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(draft, name), folder);
    writeFileSync(`${folder}.complete`, '');
    return folder;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function download(url: string, file: string): Promise<void> {
  console.log(`Downloading: ${url}`);
  const { body } = await read(url);
  if (body === null) throw new Error(`${url} has no content.`);
  await pipeline(Readable.fromWeb(body as import('node:stream/web').ReadableStream), createWriteStream(file));
}

async function checkDigest(url: string, name: string, file: string): Promise<void> {
  const line = (await (await read(url)).text()).split('\n').find(each => each.endsWith(`  ${name}`));
  const digest = createHash('sha256');
  await pipeline(createReadStream(file), digest);
  if (line?.split(' ')[0] !== digest.digest('hex')) throw new Error(`The digest of ${name} is not the one in ${url}.`);
}

async function read(url: string): Promise<Response> {
  for (let left = countOf('retryCountOnDownloadFails', 5); ; left -= 1) {
    try {
      const response = await fetch(url).catch(unreachable(url));
      if (response.ok) return response;
      throw new Error(`${url} answered ${response.status}.`);
    } catch (failure) {
      if (left <= 0) throw failure;
      console.log(`${failure instanceof Error ? failure.message : failure} Tries left: ${left}.`);
      await sleep(countOf('delayBetweenRetries', 1000));
    }
  }
}

/** `fetch` itself only says that it failed. */
function unreachable(url: string): (failure: unknown) => never {
  return failure => {
    const { cause } = failure as { readonly cause?: unknown };
    throw new Error(`${url} could not be read: ${cause instanceof Error ? cause.message : failure}.`);
  };
}

/** The version that a file such as `.nvmrc` names. */
export function versionOfFile(file: string): string {
  if (!existsSync(file)) throw new Error(`There is no file '${file}' with a version.`);
  return readFileSync(file, 'utf8').trim().replace(/^v/, '');
}
