import * as tl from 'azure-pipelines-task-lib/task.js';

/** What a label of an image says of the run that built it, by the variable that knows it. */
const labels: readonly (readonly [label: string, variable: string])[] = [
  ['com.azure.dev.image.system.teamfoundationcollectionuri', 'System.TeamFoundationCollectionUri'],
  ['com.azure.dev.image.system.teamproject', 'System.TeamProject'],
  ['com.azure.dev.image.build.repository.name', 'Build.Repository.Name'],
  ['com.azure.dev.image.build.repository.uri', 'Build.Repository.Uri'],
  ['com.azure.dev.image.build.sourcebranchname', 'Build.SourceBranchName'],
  ['com.azure.dev.image.build.sourceversion', 'Build.SourceVersion'],
  ['com.azure.dev.image.build.definitionname', 'Build.DefinitionName'],
  ['com.azure.dev.image.build.buildnumber', 'Build.BuildNumber'],
  ['com.azure.dev.image.build.builduri', 'Build.BuildUri'],
  ['com.azure.dev.image.build.requestedfor', 'Build.RequestedFor'],
];

/** The arguments that label an image, where the step asks for it; what a run does not know is left out. */
export function labelArguments(): readonly string[] {
  if (!tl.getBoolInput('addPipelineData')) return [];
  return labels.flatMap(([label, variable]) => {
    const value = tl.getVariable(variable);
    return value ? ['--label', `${label}=${value}`] : [];
  });
}
