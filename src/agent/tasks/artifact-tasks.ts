import type { Task } from './task.ts';

// What these tasks do is loaded when one of them runs: most jobs have none, and start sooner without.

/** `PublishPipelineArtifact@1`, which `publish:` stands for. */
export const publishPipelineArtifact: Task = {
  header: {
    id: 'ecdc45f6-832d-4ad9-b52b-ee49e94659be',
    name: 'PublishPipelineArtifact',
    version: '1.242.0',
    friendlyName: 'Publish Pipeline Artifacts',
    description: 'Publish (upload) a file or directory as a named artifact for the current run',
    author: 'Microsoft Corporation',
    help: 'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/publish-pipeline-artifact',
  },
  defaults: { artifactType: 'pipeline' },
  main: async run => (await import('../artifacts/publish-pipeline-artifact.ts')).runPublishPipelineArtifact(run),
};

/** `PublishBuildArtifacts@1`: the upload follows the task's own output, as it does with `##vso[artifact.upload]`. */
export const publishBuildArtifacts: Task = {
  header: {
    id: '2ff763a7-ce83-4e1f-bc89-0ae63477cebe',
    name: 'PublishBuildArtifacts',
    version: '1.274.0',
    friendlyName: 'Publish build artifacts',
    description: 'Publish build artifacts to Azure Pipelines or a Windows file share',
    author: 'Microsoft Corporation',
    help: '[Learn more about this task](https://go.microsoft.com/fwlink/?LinkID=708390)',
  },
  defaults: { ArtifactName: 'drop', ArtifactType: 'Container', StoreAsTar: 'false' },
  main: async run => (await import('../artifacts/publish-build-artifacts.ts')).runPublishBuildArtifacts(run),
};

/** `DownloadPipelineArtifact`, in all its versions: they differ in the names of their inputs. */
export const downloadPipelineArtifact: Task = {
  header: {
    id: '61f2a582-95ae-4948-b34d-a1b3c4f6a737',
    name: 'DownloadPipelineArtifact',
    version: '2.198.0',
    friendlyName: 'Download Pipeline Artifacts',
    description: 'Download build and pipeline artifacts',
    author: 'Microsoft Corporation',
    help: 'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/download-pipeline-artifact',
  },
  defaults: {},
  main: async run => (await import('../artifacts/download-pipeline-artifact.ts')).runDownloadPipelineArtifact(run),
};

/** `DownloadBuildArtifacts`: each artifact into a folder of its name. */
export const downloadBuildArtifacts: Task = {
  header: {
    id: 'a433f589-fce1-4460-9ee6-44a624aeb1fb',
    name: 'DownloadBuildArtifacts',
    version: '1.220.0',
    friendlyName: 'Download build artifacts',
    description: 'Download files that were saved as artifacts of a completed build',
    author: 'Microsoft Corporation',
    help: 'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/download-build-artifacts',
  },
  defaults: { buildType: 'current', downloadType: 'single', itemPattern: '**' },
  main: async run => (await import('../artifacts/download-build-artifacts.ts')).runDownloadBuildArtifacts(run),
};

/** The task that `download:` stands for: artifacts of this run, or of the run that a pipeline resource took. */
export const download: Task = {
  header: {
    id: '30f35852-3f7e-4c0c-9a88-e127b4f97211',
    name: 'DownloadPipelineArtifact',
    version: '1.0.0',
    friendlyName: 'Download Pipeline Artifact',
    description: 'Download pipeline artifacts of this run or of a pipeline resource',
    author: 'Microsoft Corporation',
    help: 'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/download-pipeline-artifact',
  },
  defaults: { alias: 'current', patterns: '**' },
  displayName: ({ inputs }) => (inputs.artifact === undefined ? 'Download' : `Download ${inputs.artifact}`),
  main: async run => (await import('../artifacts/download-step.ts')).runDownloadStep(run),
};

/** `Cache@2`: restores before the steps that follow, saves after the job. */
export const cache: Task = {
  header: {
    id: 'd53ccab4-555e-4494-9d06-11db043fb4a9',
    name: 'Cache',
    version: '2.274.0',
    friendlyName: 'Cache',
    description: 'Cache files between runs',
    author: 'Microsoft Corporation',
    help: 'https://aka.ms/pipeline-caching-docs',
  },
  defaults: {},
  main: async run => (await import('../cache/cache-task.ts')).runCacheRestore(run),
  post: async run => (await import('../cache/cache-task.ts')).runCacheSave(run),
};
