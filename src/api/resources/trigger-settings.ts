import { guidFromName } from '../../base/id.ts';
import type { PipelineTriggerSetting } from '../../run/ports/catalogue.ts';
import { type DefinitionTrigger, type GivenTrigger, scheduleDays } from '../../wire/definitions.ts';
import { serviceError } from '../http/errors.ts';

/** Where a trigger's filters stand, by the service's numbers. */
const sources = { 1: 'settings', 2: 'yaml' } as const;

/** A trigger as a definition shows it. */
export function triggerResource(trigger: PipelineTriggerSetting): DefinitionTrigger {
  if (trigger.kind === 'schedule') {
    const schedules = trigger.schedules.map(schedule => ({
      branchFilters: [...schedule.branchFilters],
      timeZoneId: schedule.timeZone,
      startHours: schedule.hours,
      startMinutes: schedule.minutes,
      daysToBuild: dayNames(schedule.days),
      scheduleJobId: schedule.jobId ?? guidFromName('schedule', JSON.stringify(schedule)),
      scheduleOnlyWithChanges: schedule.onlyWithChanges,
    }));
    return { schedules, triggerType: 'schedule' };
  }
  if (trigger.kind === 'buildCompletion') {
    const { pipelineId: id, needsSuccess: requiresSuccessfulBuild } = trigger;
    const branchFilters = [...trigger.branchFilters];
    return { definition: { id }, requiresSuccessfulBuild, branchFilters, triggerType: 'buildCompletion' };
  }
  const filters = {
    branchFilters: [...trigger.branchFilters],
    pathFilters: [...trigger.pathFilters],
    settingsSourceType: trigger.source === 'yaml' ? 2 : 1,
  };
  if (trigger.kind === 'continuousIntegration') {
    const { batchChanges, mostPerBranch: maxConcurrentBuildsPerBranch = 1 } = trigger;
    return { ...filters, batchChanges, maxConcurrentBuildsPerBranch, triggerType: 'continuousIntegration' };
  }
  const { allowsForks, forkSecrets = false, needsComment = false, needsCommentOfOthers } = trigger;
  return {
    ...filters,
    forks: { enabled: allowsForks, allowSecrets: forkSecrets },
    isCommentRequiredForPullRequest: needsComment,
    ...(needsCommentOfOthers === undefined ? {} : { requireCommentsForNonTeamMembersOnly: needsCommentOfOthers }),
    triggerType: 'pullRequest',
  };
}

/** A trigger as a request gives it. Throws for kinds that there are none of here. */
export function triggerSetting(given: GivenTrigger): PipelineTriggerSetting {
  const { branchFilters = [], pathFilters = [], batchChanges = false, settingsSourceType = 1 } = given;
  const source = sources[settingsSourceType as 1 | 2] ?? 'settings';
  switch (given.triggerType) {
    case 'continuousIntegration':
    case 'batchedContinuousIntegration':
      return {
        kind: 'continuousIntegration',
        source,
        branchFilters,
        pathFilters,
        batchChanges: batchChanges || given.triggerType === 'batchedContinuousIntegration',
        mostPerBranch: given.maxConcurrentBuildsPerBranch ?? 1,
      };
    case 'pullRequest':
      return {
        kind: 'pullRequest',
        source,
        branchFilters,
        pathFilters,
        allowsForks: given.forks?.enabled ?? false,
        forkSecrets: given.forks?.allowSecrets ?? false,
        needsComment: given.isCommentRequiredForPullRequest ?? false,
        ...commentOfOthers(given),
      };
    case 'buildCompletion':
      if (given.definition === undefined)
        throw serviceError('argument', 'A trigger of the type buildCompletion names the definition that it waits for.');
      return {
        kind: 'buildCompletion',
        pipelineId: given.definition.id,
        needsSuccess: given.requiresSuccessfulBuild ?? false,
        branchFilters,
      };
    case 'schedule':
      return { kind: 'schedule', schedules: (given.schedules ?? []).map(scheduleSetting) };
    default:
      throw serviceError('argument', `Triggers of the type '${given.triggerType}' are not supported.`);
  }
}

function commentOfOthers({ requireCommentsForNonTeamMembersOnly: needsCommentOfOthers }: GivenTrigger) {
  return needsCommentOfOthers === undefined ? {} : { needsCommentOfOthers };
}

function scheduleSetting(given: NonNullable<GivenTrigger['schedules']>[number]) {
  return {
    branchFilters: given.branchFilters ?? [],
    timeZone: given.timeZoneId ?? 'UTC',
    hours: given.startHours ?? 0,
    minutes: given.startMinutes ?? 0,
    days: dayBits(given.daysToBuild ?? 'all'),
    onlyWithChanges: given.scheduleOnlyWithChanges ?? false,
    ...(given.scheduleJobId === undefined ? {} : { jobId: given.scheduleJobId }),
  };
}

/** The days of a sum of bits, in the service's form: `monday, friday`. */
function dayNames(bits: number): string {
  const exact = Object.entries(scheduleDays).find(([, bit]) => bit === bits);
  if (exact !== undefined) return exact[0];
  const single = Object.entries(scheduleDays).filter(([name]) => name !== 'all');
  return single.flatMap(([name, bit]) => ((bits & bit) === 0 ? [] : [name])).join(', ');
}

function dayBits(given: number | string): number {
  if (typeof given === 'number') return given;
  let bits = 0;
  for (const name of given.split(',').map(text => text.trim().toLowerCase())) {
    const bit = Object.entries(scheduleDays).find(([known]) => known === name)?.[1] ?? Number(name);
    if (!Number.isInteger(bit) || bit < 0 || bit > 127)
      throw serviceError('argument', `'${name}' is no day of the week.`);
    bits |= bit;
  }
  return bits;
}
