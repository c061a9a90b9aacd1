import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { linesOf } from '../shared/inputs.ts';
import { runTask } from '../shared/run-task.ts';
import { runToolWell, type ToolCall } from '../shared/run-tool.ts';

const tarNames = /\.(tar|tar\.gz|tgz|taz|tar\.bz2|tbz|tbz2|tb2|tar\.xz|txz|tar\.z)$/i;
const zipNames = /\.(zip|jar|war|ear)$/i;

await runTask(async () => {
  const folder = tl.getPathInput('destinationFolder', true) ?? '';
  const archives = findArchives();
  if (archives.length === 0) {
    tl.warning('No archives were found using specified file patterns');
    return;
  }
  mkdirSync(folder, { recursive: true });
  if (tl.getBoolInput('cleanDestinationFolder')) clean(folder, archives);
  for (const archive of archives) {
    console.log(`Extracting file: ${archive}`);
    await runToolWell({ ...toolFor(archive, folder), cwd: folder });
  }
});

function findArchives(): readonly string[] {
  const root = tl.getVariable('System.DefaultWorkingDirectory') ?? process.cwd();
  const options = { allowBrokenSymbolicLinks: false, followSpecifiedSymbolicLink: true, followSymbolicLinks: true };
  return tl.findMatch(root, [...linesOf('archiveFilePatterns')], options).filter(path => statSync(path).isFile());
}

/** Empties the folder, but for the archives that lie in it. */
function clean(folder: string, archives: readonly string[]): void {
  console.log(`Cleaning destination folder before extraction: ${folder}`);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const holdsArchive = archives.some(archive => archive === path || archive.startsWith(`${path}/`));
    if (!holdsArchive) rmSync(path, { recursive: true, force: true });
  }
}

function toolFor(archive: string, folder: string): ToolCall {
  const overwrites = tl.getBoolInput('overwriteExistingFiles');
  const name = basename(archive);
  if (tarNames.test(name)) return { tool: 'tar', args: [overwrites ? '-xvf' : '-xvkf', archive, '-C', folder] };
  // Without a person to ask, files that are there are kept.
  if (zipNames.test(name)) return { tool: 'unzip', args: [overwrites ? '-o' : '-n', archive, '-d', folder] };
  const given = tl.getInput('pathToSevenZipTool') || '7z';
  return { tool: given, args: ['x', overwrites ? '-aoa' : '-aos', `-o${folder}`, archive] };
}
