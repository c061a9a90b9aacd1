import type { Run, StageState } from './state.ts';

/** Whether a run was queued without a stage. */
export function isLeftOut({ queued }: Run, stage: string): boolean {
  return queued.stagesToSkip.some(each => each.toLowerCase() === stage.toLowerCase());
}

/** The stages that a stage comes after: those it names, and in the place of one that the run leaves out also those that this one comes after. */
export function stagesBefore(run: Run, { plan }: StageState): readonly string[] {
  const before = new Set(plan.dependsOn);
  // What is added while the set is read is read too.
  for (const name of before) {
    if (isLeftOut(run, name)) for (const each of run.stages.get(name)?.plan.dependsOn ?? []) before.add(each);
  }
  return [...before];
}
