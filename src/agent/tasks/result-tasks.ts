import type { Task } from './task.ts';

// What these tasks do is loaded when one of them runs.

/** `PublishTestResults@2`. */
export const publishTestResults: Task = {
  header: {
    id: '0b0f01ed-7dde-43ff-9cbb-e48954daf9b1',
    name: 'PublishTestResults',
    version: '2.277.0',
    friendlyName: 'Publish Test Results',
    description: 'Publish test results to Azure Pipelines',
    author: 'Microsoft Corporation',
    help: '[Learn more about this task](https://go.microsoft.com/fwlink/?LinkID=613742)',
  },
  defaults: { testRunner: 'JUnit', testResultsFiles: '**/TEST-*.xml', publishRunAttachments: 'true' },
  main: async run => (await import('../results/test-results-task.ts')).runPublishTestResults(run),
};

/** `PublishCodeCoverageResults`, both versions. */
export const publishCodeCoverage: Task = {
  header: {
    id: '2a7ebc54-c13e-490e-81a5-d7561ab7cd97',
    name: 'PublishCodeCoverageResults',
    version: '2.276.0',
    friendlyName: 'Publish code coverage results v2',
    description: 'Publish any of the code coverage results from a build',
    author: 'Microsoft Corporation',
    help: '[Learn more about this task](https://learn.microsoft.com/en-us/azure/devops/pipelines/tasks/reference/publish-code-coverage-results-v2?view=azure-pipelines)',
  },
  defaults: { failIfCoverageEmpty: 'false' },
  main: async run => (await import('../results/coverage-task.ts')).runPublishCodeCoverage(run),
};
