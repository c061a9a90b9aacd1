import { type TaskCase, testCases } from './cases.ts';

const publish = `
- bash: mkdir out && echo content > out/a.txt
- task: PublishBuildArtifacts@1
  inputs: { PathtoPublish: out, ArtifactName: drop }`;

const cases: readonly TaskCase[] = [
  {
    what: 'DownloadBuildArtifacts puts artifacts below a relative path where the next steps look for them',
    steps: `${publish}
- task: DownloadBuildArtifacts@0
  inputs: { artifactName: drop, downloadPath: got/it }
- bash: echo "found $(cat got/it/drop/a.txt)"`,
    prints: [/^found content$/m],
  },
  {
    what: 'DownloadBuildArtifacts puts them into the artifacts folder without one',
    steps: `${publish}
- task: DownloadBuildArtifacts@1
  inputs: { artifactName: drop }
- bash: echo "found $(cat $SYSTEM_ARTIFACTSDIRECTORY/drop/a.txt)"`,
    prints: [/^found content$/m],
  },
];

testCases(cases);
