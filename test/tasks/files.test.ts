import { type TaskCase, testCases } from './cases.ts';
import type { Files } from './pipeline.ts';

const tree: Files = {
  'repo/src/a.txt': 'a',
  'repo/src/b.md': 'b',
  'repo/src/deep/c.txt': 'c',
  'repo/src/.hidden': 'h',
};

const cases: readonly TaskCase[] = [
  {
    what: 'CopyFiles copies what patterns match, with its folders',
    steps: `
- task: CopyFiles@2
  inputs:
    SourceFolder: src
    Contents: |
      **/*.txt
      !a.txt
    TargetFolder: $(Build.ArtifactStagingDirectory)/out
- bash: find . -type f
  workingDirectory: $(Build.ArtifactStagingDirectory)`,
    prints: [/found 1 files\nCopying .*\/src\/deep\/c\.txt to .*\/a\/out\/deep\/c\.txt\n/, /^\.\/out\/deep\/c\.txt$/m],
  },
  {
    what: 'CopyFiles copies the whole repository by default, flattened if asked',
    steps: `
- task: CopyFiles@2
  inputs: { SourceFolder: src, TargetFolder: out, flattenFolders: true }
- bash: echo $(ls out)`,
    prints: [/^a\.txt b\.md c\.txt$/m],
  },
  {
    what: 'CopyFiles leaves what is there, overwrites it, or cleans it away first',
    steps: `
- bash: mkdir out && echo old > out/a.txt && echo old > out/z.txt
- task: CopyFiles@2
  inputs: { SourceFolder: src, TargetFolder: out }
- bash: echo first $(cat out/a.txt)
- task: CopyFiles@2
  inputs: { SourceFolder: src, TargetFolder: out, OverWrite: true }
- bash: echo second $(cat out/a.txt out/z.txt)
- task: CopyFiles@2
  inputs: { SourceFolder: src, TargetFolder: out, CleanTargetFolder: true }
- bash: echo third $(ls out)`,
    prints: [/already exist at /, /^first old$/m, /^second aold$/m, /^third a\.txt b\.md deep$/m],
  },
  {
    what: 'CopyFiles keeps times if asked',
    steps: `
- bash: touch -d 2020-01-02 src/a.txt
- task: CopyFiles@2
  inputs: { SourceFolder: src, Contents: a.txt, TargetFolder: out, preserveTimestamp: true }
- bash: date -r out/a.txt +%F`,
    prints: [/^2020-01-02$/m],
  },
  {
    what: 'CopyFiles fails where a folder stands in the way, and where there is no source',
    steps: `
- bash: mkdir -p out/a.txt
- task: CopyFiles@2
  inputs: { SourceFolder: src, TargetFolder: out, OverWrite: true }
- task: CopyFiles@2
  condition: always()
  inputs: { SourceFolder: gone, TargetFolder: out }`,
    code: 1,
    prints: [
      /##\[error\]Unable to copy '.*a\.txt': there is a folder at '.*out\/a\.txt'\./,
      /##\[error\]Not found SourceFolder: .*\/gone/,
    ],
  },
  {
    what: 'CopyFiles needs a target',
    steps: '- task: CopyFiles@2',
    code: 1,
    prints: [/##\[error\]Input required: TargetFolder/],
  },
  {
    what: 'DeleteFiles deletes what patterns match, files and folders',
    steps: `
- task: DeleteFiles@1
  inputs:
    SourceFolder: src
    Contents: |
      *.txt
      deep
- bash: echo left $(ls -A src)`,
    prints: [/^left \.hidden b\.md$/m],
  },
  {
    what: 'DeleteFiles deletes dot files and the folder itself if asked',
    steps: `
- task: DeleteFiles@1
  inputs: { SourceFolder: src, Contents: '**', RemoveDotFiles: true }
- bash: echo left [$(ls -A src)]
- task: DeleteFiles@1
  inputs: { SourceFolder: src, Contents: '**', RemoveSourceFolder: true }
- bash: ls -d src || echo gone
- task: DeleteFiles@1
  inputs: { SourceFolder: src, Contents: '**' }`,
    prints: [/^left \[\]$/m, /^gone$/m, /No files to delete\./],
  },
];

testCases(cases.map(each => ({ files: tree, ...each })));
