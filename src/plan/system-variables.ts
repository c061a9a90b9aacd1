/** Variables that have the same value in every run. */
export const constantVariables: Readonly<Record<string, string>> = { system: 'build' };

/**
 * Variables that the service sets and no pipeline may declare, in lower case. `System.Debug` and the like, which people do set, are not
 * among them.
 */
export const systemVariables: ReadonlySet<string> = new Set([
  'system',
  'system.collectionid',
  'system.collectionuri',
  'system.culture',
  'system.definitionid',
  'system.definitionname',
  'system.hosttype',
  'system.isscheduled',
  'system.jobid',
  'system.planid',
  'system.servertype',
  'system.taskdefinitionsuri',
  'system.teamfoundationcollectionuri',
  'system.teamproject',
  'system.teamprojectid',
  'system.timelineid',
]);
