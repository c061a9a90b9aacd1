import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { runTask } from '../shared/run-task.ts';
import { runToolWell } from '../shared/run-tool.ts';

/** What is packed, as names in the folder where the tool starts. */
type Packed = { readonly cwd: string; readonly names: readonly string[] };

/** So many files are named in the log. */
const shownFiles = 10;

const compressions: Readonly<Record<string, string>> = { gz: '--gz', bz2: '--bzip2', xz: '--xz' };

const levels: Readonly<Record<string, string>> = {
  ultra: '9',
  maximum: '7',
  normal: '5',
  fast: '3',
  fastest: '1',
  none: '0',
};

await runTask(async () => {
  const root = tl.getPathInput('rootFolderOrFile', true, true) ?? '';
  const archive = tl.getPathInput('archiveFile', true) ?? '';
  const packed = whatToPack(root);
  show(packed);
  prepare(archive);
  await pack(packed, archive);
});

function whatToPack(root: string): Packed {
  const isFolder = statSync(root).isDirectory();
  if (!isFolder || tl.getBoolInput('includeRootFolder')) return { cwd: dirname(root), names: [basename(root)] };
  return { cwd: root, names: readdirSync(root) };
}

function show({ names }: Packed): void {
  console.log(`Found ${names.length} files`);
  for (const name of names.slice(0, shownFiles)) console.log(`Archiving file: ${name}`);
  if (names.length > shownFiles) console.log(`... ${names.length - shownFiles} more ...`);
}

function prepare(archive: string): void {
  mkdirSync(dirname(archive), { recursive: true });
  if (!existsSync(archive)) return;
  if (statSync(archive).isDirectory()) throw new Error(`There is a folder at '${archive}'.`);
  if (tl.getBoolInput('replaceExistingArchive')) rmSync(archive);
}

async function pack(packed: Packed, archive: string): Promise<void> {
  const type = (tl.getInput('archiveType', true) ?? '').toLowerCase();
  if (type === 'zip') return zip(packed, archive);
  if (type === 'tar') return tar(packed, archive);
  if (type === '7z' || type === 'wim') return sevenZip(packed, archive, type);
  throw new Error(`The archiveType '${type}' is none of zip, 7z, tar and wim.`);
}

function zip({ cwd, names }: Packed, archive: string): Promise<void> {
  return runToolWell({ tool: 'zip', args: ['-r', ...loudness(), archive, '--', ...names], cwd });
}

function loudness(): readonly string[] {
  if (tl.getBoolInput('quiet')) return ['-q'];
  return tl.getBoolInput('verbose') ? ['-v'] : [];
}

function tar({ cwd, names }: Packed, archive: string): Promise<void> {
  const compression = compressions[tl.getInput('tarCompression') ?? 'gz'];
  const isThere = existsSync(archive);
  if (isThere && compression !== undefined) throw new Error(`Files cannot be added to a compressed tar: '${archive}'.`);
  const verbose = tl.getBoolInput('verbose') ? ['-v'] : [];
  const how = compression === undefined ? [] : [compression];
  return runToolWell({
    tool: 'tar',
    args: [isThere ? '-r' : '-c', ...verbose, ...how, '-f', archive, '--', ...names],
    cwd,
  });
}

function sevenZip({ cwd, names }: Packed, archive: string, type: string): Promise<void> {
  const level = levels[tl.getInput('sevenZipCompression') ?? 'normal'] ?? '5';
  const strength = type === '7z' ? [`-mx=${level}`] : [];
  return runToolWell({ tool: '7z', args: ['a', `-t${type}`, ...strength, archive, ...names], cwd });
}
