import type { JobVariable } from '../events.ts';
import type { Run } from '../state.ts';
import type { WaitingCheck } from './answer-gate.ts';

/**
 * What the inputs of a check can name: the run's predefined variables and those of its root, the stage's place, and the variables of the group that
 * the check is linked to. Variables of stages and jobs are not known yet.
 */
export function checkVariables(run: Run, { stage, check }: WaitingCheck): Readonly<Record<string, JobVariable>> {
  const { queued } = run;
  const { resource, variables = {} } = check.check;
  const { name, displayName } = stage.plan;
  const attempt = String(stage.attempt);
  const system: Record<string, string> = {
    ...queued.predefined,
    'build.buildNumber': run.name,
    'system.planId': queued.planId,
    'system.timelineId': queued.timelineId,
    'system.jobId': check.id,
    'system.taskInstanceId': check.id,
    'system.stageName': name,
    'system.stageDisplayName': displayName,
    'system.stageAttempt': attempt,
    'checks.stageAttempt': attempt,
    ...(resource.type === 'environment' ? { 'environment.name': resource.name, 'environment.id': resource.id } : {}),
  };
  const offered = Object.entries(system).map(
    ([key, value]) => [key, { value, isSecret: false, readonly: true }] as const,
  );
  return { ...Object.fromEntries(offered), ...queued.rootVariables, ...variables };
}
