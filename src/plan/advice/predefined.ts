/** First parts of the names that the service gives to variables of its own, in lower case. */
const families = new Set([
  ...['agent', 'build', 'checks', 'common', 'environment', 'pipeline', 'resources', 'strategy', 'system'],
]);

/** Those that have their value when a pipeline is compiled, in lower case; whatever else is of a family comes later. */
const early = new Set([
  ...['build.definitionname', 'build.definitionversion', 'build.reason', 'build.sourcebranch'],
  ...['build.sourcebranchname', 'build.sourceversion', 'build.requestedfor', 'build.requestedforid'],
  ...['build.requestedforemail', 'build.queuedby', 'build.queuedbyid', 'build.cronschedule.displayname'],
  ...['resources.triggeringalias', 'resources.triggeringcategory'],
  ...['system.collectionid', 'system.collectionuri', 'system.culture', 'system.debug', 'system.definitionid'],
  ...['system.definitionname', 'system.hosttype', 'system.isscheduled', 'system.servertype'],
  ...['system.taskdefinitionsuri', 'system.teamfoundationcollectionuri', 'system.teamproject'],
  'system.teamprojectid',
]);

const earlyFamilies = ['build.repository.', 'build.triggeredby.', 'system.pullrequest.', 'resources.pipeline.'];
const late = new Set(['build.repository.localpath']);

/** When a variable of the service's own is known; `undefined` for a name that is not one of its. */
export function predefined(name: string): 'early' | 'late' | undefined {
  const lowered = name.toLowerCase();
  const [family = ''] = lowered.split('.');
  if (lowered === 'system') return 'early';
  if (!lowered.includes('.') || !families.has(family)) return undefined;
  const isEarly = early.has(lowered) || earlyFamilies.some(start => lowered.startsWith(start));
  return isEarly && !late.has(lowered) ? 'early' : 'late';
}
