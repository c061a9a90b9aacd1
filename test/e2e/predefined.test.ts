import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { eventually } from './millrace-process.ts';
import { PushWorld } from './push-world.ts';
import { logsOf } from './sample-project.ts';

const up = `trigger: [main]
stages:
- stage: Look
  displayName: Look around
  jobs:
  - job: a
    displayName: Job A
    steps:
    - bash: env | sort | sed 's/^/env /'
    - bash: mkdir out && echo from-up >out/made.txt
    - publish: out
      artifact: drop
`;

const down = `trigger: none
resources:
  pipelines:
  - pipeline: upstream
    source: ci
    trigger: true
jobs:
- job: a
  steps:
  - checkout: none
  - bash: |
      echo "reason $(Build.Reason), by $(Build.TriggeredBy.DefinitionName) $(Build.TriggeredBy.DefinitionId) $(Build.TriggeredBy.BuildId) $(Build.TriggeredBy.BuildNumber)"
      echo "alias $(Resources.TriggeringAlias) $(Resources.TriggeringCategory) $(resources.pipeline.upstream.runID) \${{ variables['Build.TriggeredBy.DefinitionName'] }}"
      echo 'of $(resources.pipeline.upstream.requestedForID) $(resources.pipeline.upstream.projectName)'
  - task: DownloadPipelineArtifact@2
    inputs:
      source: specific
      project: Fiber
      pipeline: ci
      preferTriggeringPipeline: true
      artifact: drop
      path: $(Pipeline.Workspace)/got
  - bash: cat $(Pipeline.Workspace)/got/made.txt
`;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const folder = (name: string): RegExp => new RegExp(`^/.*/${name}$`);

/** What a step of the first run on a machine with Linux, macOS or Windows finds in its environment, as the service's documents list it. */
const expected: readonly (readonly [name: string, value: string | RegExp])[] = [
  ['AGENT_BUILDDIRECTORY', folder('1')],
  ['AGENT_HOMEDIRECTORY', /^\//],
  ['AGENT_ID', /^\d+$/],
  ['AGENT_JOBNAME', 'Job A'],
  ['AGENT_JOBSTATUS', 'Succeeded'],
  ['AGENT_MACHINENAME', hostname()],
  ['AGENT_NAME', /./],
  ['AGENT_OS', /^(Linux|Darwin|Windows_NT)$/],
  ['AGENT_OSARCHITECTURE', /^(X86|X64|ARM|ARM64)$/],
  ['AGENT_ROOTDIRECTORY', /^\//],
  ['AGENT_TEMPDIRECTORY', folder('_temp')],
  ['AGENT_TOOLSDIRECTORY', /^\//],
  ['AGENT_VERSION', /^\d+\.\d+\.\d+$/],
  ['AGENT_WORKFOLDER', /^\//],
  ['BUILD_ARTIFACTSTAGINGDIRECTORY', folder('1/a')],
  ['BUILD_BINARIESDIRECTORY', folder('1/b')],
  ['BUILD_BUILDID', '1'],
  ['BUILD_BUILDNUMBER', /^\d{8}\.1$/],
  ['BUILD_BUILDURI', 'vstfs:///Build/Build/1'],
  ['BUILD_CONTAINERID', '1'],
  ['BUILD_DEFINITIONNAME', 'ci'],
  ['BUILD_DEFINITIONVERSION', '1'],
  ['BUILD_QUEUEDBY', /./],
  ['BUILD_QUEUEDBYID', guid],
  ['BUILD_REASON', 'IndividualCI'],
  ['BUILD_REPOSITORY_CLEAN', 'False'],
  ['BUILD_REPOSITORY_GIT_SUBMODULECHECKOUT', 'False'],
  ['BUILD_REPOSITORY_ID', guid],
  ['BUILD_REPOSITORY_LOCALPATH', folder('1/s')],
  ['BUILD_REPOSITORY_NAME', 'cable'],
  ['BUILD_REPOSITORY_PROVIDER', 'TfsGit'],
  ['BUILD_REPOSITORY_URI', /./],
  ['BUILD_REQUESTEDFOR', /./],
  ['BUILD_REQUESTEDFOREMAIL', /./],
  ['BUILD_REQUESTEDFORID', guid],
  ['BUILD_SOURCEBRANCH', 'refs/heads/main'],
  ['BUILD_SOURCEBRANCHNAME', 'main'],
  ['BUILD_SOURCESDIRECTORY', folder('1/s')],
  ['BUILD_SOURCEVERSION', /^[0-9a-f]{40}$/],
  ['BUILD_SOURCEVERSIONAUTHOR', /./],
  ['BUILD_SOURCEVERSIONMESSAGE', 'Look'],
  ['BUILD_STAGINGDIRECTORY', folder('1/a')],
  ['COMMON_TESTRESULTSDIRECTORY', folder('1/TestResults')],
  ['PIPELINE_WORKSPACE', folder('1')],
  ['RESOURCES_TRIGGERINGALIAS', ''],
  ['RESOURCES_TRIGGERINGCATEGORY', ''],
  ['SYSTEM_ARTIFACTSDIRECTORY', folder('1/a')],
  ['SYSTEM_COLLECTIONID', guid],
  ['SYSTEM_COLLECTIONURI', /^http:\/\/127\.0\.0\.1:\d+\/fabrikam\/$/],
  ['SYSTEM_CULTURE', 'en-US'],
  ['SYSTEM_DEFAULTWORKINGDIRECTORY', folder('1/s')],
  ['SYSTEM_DEFINITIONID', '1'],
  ['SYSTEM_DEFINITIONNAME', 'ci'],
  ['SYSTEM_ENABLEACCESSTOKEN', /./],
  ['SYSTEM_HOSTTYPE', 'build'],
  ['SYSTEM_ISSCHEDULED', 'False'],
  ['SYSTEM_JOBATTEMPT', '1'],
  ['SYSTEM_JOBDISPLAYNAME', 'Job A'],
  ['SYSTEM_JOBID', guid],
  ['SYSTEM_JOBNAME', 'a'],
  ['SYSTEM_JOBPOSITIONINPHASE', '1'],
  ['SYSTEM_PARALLELEXECUTIONTYPE', 'None'],
  ['SYSTEM_PHASEATTEMPT', '1'],
  ['SYSTEM_PHASEDISPLAYNAME', 'Job A'],
  ['SYSTEM_PHASENAME', 'a'],
  ['SYSTEM_PLANID', guid],
  ['SYSTEM_SERVERTYPE', 'Hosted'],
  ['SYSTEM_STAGEATTEMPT', '1'],
  ['SYSTEM_STAGEDISPLAYNAME', 'Look around'],
  ['SYSTEM_STAGENAME', 'Look'],
  ['SYSTEM_TASKDEFINITIONSURI', /^http:/],
  ['SYSTEM_TEAMFOUNDATIONCOLLECTIONURI', /^http:/],
  ['SYSTEM_TEAMPROJECT', 'Fiber'],
  ['SYSTEM_TEAMPROJECTID', guid],
  ['SYSTEM_TIMELINEID', guid],
  ['SYSTEM_TOTALJOBSINPHASE', '1'],
  ['SYSTEM_WORKFOLDER', /^\//],
  ['TF_BUILD', 'True'],
];

test('a step finds every predefined variable, and a run that another one triggers knows which, and takes its artifact', async () => {
  await using world = await PushWorld.open({ 'azure-pipelines.yml': up, 'down.yml': down }, []);
  const { server } = world;
  await world.addPipeline('down', 'down.yml');
  await world.push('main', 'a', 'Look');
  const [first, second] = await world.untilBuilds(2);
  const ended = async (id: number): Promise<string> => {
    const path = `Fiber/_apis/build/builds/${id}`;
    const build = await eventually(
      () => server.json<{ status: string; result: string; definition: { id: number } }>('GET', path),
      ({ status }) => status === 'completed',
    );
    const log = await logsOf(server, build.definition.id, id);
    assert.equal(build.result, 'succeeded', log);
    return log;
  };
  const seen = new Map(
    [...(await ended(first?.id ?? 0)).matchAll(/^env (\w+)=(.*)$/gm)].map(([, name = '', value]) => [name, value]),
  );
  for (const [name, value] of expected) {
    const found = seen.get(name);
    assert.ok(
      found !== undefined && (typeof value === 'string' ? found === value : value.test(found)),
      `${name}=${found}`,
    );
  }
  assert.equal(seen.has('SYSTEM_ACCESSTOKEN'), false);
  const log = await ended(second?.id ?? 0);
  assert.match(log, new RegExp(`^reason ResourceTrigger, by ci 1 ${first?.id} ${first?.buildNumber}$`, 'm'));
  assert.match(log, new RegExp(`^alias upstream pipeline ${first?.id} ci$`, 'm'));
  const whom = first?.requestedFor.id;
  assert.ok(log.includes(`of ${whom} $(resources.pipeline.upstream.projectName)\n`), log);
  assert.match(log, /^from-up$/m);
});
