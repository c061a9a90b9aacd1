import { execFileSync } from 'node:child_process';
import { type TaskCase, testCases } from './cases.ts';

const files = { 'repo/src/a.txt': 'a', 'repo/src/deep/b.txt': 'b' };

function missing(program: string): string | undefined {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return undefined;
  } catch {
    return `this machine has no ${program}`;
  }
}

const noZip = missing('zip') ?? missing('unzip');

const cases: readonly TaskCase[] = [
  {
    what: 'ArchiveFiles packs a folder as a zip, and ExtractFiles unpacks it',
    skip: noZip,
    steps: `
- task: ArchiveFiles@2
  inputs: { rootFolderOrFile: src, archiveFile: $(Build.ArtifactStagingDirectory)/out/a.zip }
- task: ExtractFiles@1
  inputs:
    archiveFilePatterns: $(Build.ArtifactStagingDirectory)/**/*.zip
    destinationFolder: $(Build.BinariesDirectory)/out
- bash: cd $(Build.BinariesDirectory)/out && find . -type f | sort`,
    prints: [/Found 1 files\nArchiving file: src\n/, /^\.\/src\/a\.txt\n\.\/src\/deep\/b\.txt$/m],
  },
  {
    what: 'ArchiveFiles adds to an archive that is there unless it is to be replaced',
    skip: noZip,
    steps: `
- task: ArchiveFiles@2
  inputs: { rootFolderOrFile: src/a.txt, archiveFile: a.zip }
- task: ArchiveFiles@2
  inputs: { rootFolderOrFile: src/deep, includeRootFolder: false, archiveFile: a.zip, replaceExistingArchive: false }
- bash: unzip -Z1 a.zip | sort | tr '\\n' ' '`,
    prints: [/^a\.txt b\.txt/m],
  },
  ...['gz', 'bz2', 'xz', 'none'].map(tarCompression => ({
    what: `ArchiveFiles packs a tar with the compression ${tarCompression}, without its root folder`,
    skip: tarCompression === 'none' ? undefined : missing({ gz: 'gzip', bz2: 'bzip2', xz: 'xz' }[tarCompression] ?? ''),
    steps: `
- task: ArchiveFiles@2
  inputs: { rootFolderOrFile: src, includeRootFolder: false, archiveType: tar, tarCompression: ${tarCompression}, archiveFile: a.tar }
- task: ExtractFiles@1
  inputs: { archiveFilePatterns: a.tar, destinationFolder: out }
- bash: cd out && find . -type f | sort`,
    prints: [/^\.\/a\.txt\n\.\/deep\/b\.txt$/m],
  })),
  {
    what: 'ArchiveFiles says which program it lacks',
    skip: missing('7z') === undefined ? 'this machine has 7z' : undefined,
    steps: '- task: ArchiveFiles@2\n  inputs: { rootFolderOrFile: src, archiveType: 7z, archiveFile: a.7z }',
    code: 1,
    prints: [/##\[error\]Unable to locate executable file: '7z'/],
  },
  {
    what: 'ArchiveFiles packs a .7z, and ExtractFiles unpacks it',
    skip: missing('7z'),
    steps: `
- task: ArchiveFiles@2
  inputs: { rootFolderOrFile: src, archiveType: 7z, archiveFile: a.7z }
- task: ExtractFiles@1
  inputs: { archiveFilePatterns: a.7z, destinationFolder: out }
- bash: cat out/src/a.txt && echo`,
    prints: [/^a$/m],
  },
  {
    what: 'ArchiveFiles fails where there is nothing to pack',
    steps: '- task: ArchiveFiles@2\n  inputs: { rootFolderOrFile: gone, archiveFile: a.zip }',
    code: 1,
    prints: [/##\[error\]Not found rootFolderOrFile: .*\/gone/],
  },
  {
    what: 'ExtractFiles keeps files that are there, overwrites them, and cleans the folder first',
    skip: missing('gzip'),
    steps: `
- bash: tar -czf a.tgz -C src a.txt && mkdir out && echo old > out/a.txt && echo old > out/z.txt
- task: ExtractFiles@1
  continueOnError: true
  inputs: { archiveFilePatterns: a.tgz, destinationFolder: out, cleanDestinationFolder: false }
- bash: echo first $(cat out/a.txt)
- task: ExtractFiles@1
  inputs: { archiveFilePatterns: a.tgz, destinationFolder: out, cleanDestinationFolder: false, overwriteExistingFiles: true }
- bash: echo second $(cat out/a.txt) $(ls out | wc -l)
- task: ExtractFiles@1
  inputs: { archiveFilePatterns: a.tgz, destinationFolder: out }
- bash: echo third $(ls out)`,
    prints: [/^first old$/m, /^second a 2$/m, /^third a\.txt$/m],
  },
  {
    what: 'ExtractFiles warns where there is no archive',
    steps: '- task: ExtractFiles@1\n  inputs: { destinationFolder: out }',
    prints: [/##\[warning\]No archives were found using specified file patterns/],
  },
  {
    what: 'ExtractFiles fails for an archive that is damaged',
    skip: noZip,
    steps: '- bash: echo no > a.zip\n- task: ExtractFiles@1\n  inputs: { destinationFolder: out }',
    code: 1,
    prints: [/##\[error\]unzip failed with return code: /],
  },
];

testCases(cases.map(each => ({ files, ...each })));
