/** What a job knows of its place in the run, in lower case: a run's other variables of the system are in its `predefined`. */
const ofJobs = new Set([
  ...[
    'build.buildnumber',
    'system.planid',
    'system.timelineid',
    'system.jobid',
    'system.jobname',
    'system.jobdisplayname',
  ],
  ...['system.jobattempt', 'system.phasename', 'system.phasedisplayname', 'system.phaseattempt', 'system.stagename'],
  ...['system.stagedisplayname', 'system.stageattempt', 'system.jobidentifier', 'system.jobpositioninphase'],
  ...['system.totaljobsinphase', 'system.parallelexecutiontype', 'environment.name', 'environment.id'],
  ...['environment.resourcename', 'environment.resourceid', 'strategy.name', 'strategy.cyclename', 'strategy.action'],
  'strategy.increment',
]);

const known = new WeakMap<Readonly<Record<string, string>>, ReadonlySet<string>>();

/** Whether the system gives a variable, in any case, so that no pipeline can: all that it gives but `System.Debug` and the like, which it only reads. */
export function isSystemVariable(name: string, predefined: Readonly<Record<string, string>>): boolean {
  const lowered = name.toLowerCase();
  // Names without a dot are most of all names.
  return lowered.includes('.') && (ofJobs.has(lowered) || namesOf(predefined).has(lowered));
}

function namesOf(predefined: Readonly<Record<string, string>>): ReadonlySet<string> {
  const names = known.get(predefined) ?? new Set(Object.keys(predefined).map(name => name.toLowerCase()));
  known.set(predefined, names);
  return names;
}
