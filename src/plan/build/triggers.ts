import { type ExpandedMapping, memberOf } from '../../template/expanded.ts';
import type { Plan, PlanPullRequestTrigger, PlanSchedule, PlanTrigger, PlanTriggers } from '../model.ts';
import { isTrue, mapping, mappings, text } from './fields.ts';
import { everything, filters, has } from './filters.ts';

/** What starts runs, where the pipeline says so. */
export function buildTriggers(root: ExpandedMapping): Pick<Plan, 'triggers'> {
  const ci = buildTrigger(root);
  const pr = mapping(root, 'pr');
  const triggers: PlanTriggers = {
    ...(ci && { ci }),
    ...(pr && { pr: pullRequestTrigger(pr) }),
    ...(memberOf(root, 'schedules')?.kind === 'sequence' && {
      schedules: mappings(root, 'schedules').map(buildSchedule),
    }),
  };
  return Object.keys(triggers).length === 0 ? {} : { triggers };
}

/** The `trigger` of a pipeline or a repository, in its normal form: a mapping. Tags without branches leave the branches out. */
export function buildTrigger(owner: ExpandedMapping): PlanTrigger | undefined {
  const trigger = mapping(owner, 'trigger');
  if (trigger === undefined) return undefined;
  const hasTags = has(trigger, 'tags');
  return {
    enabled: isEnabled(trigger),
    batch: isTrue(text(trigger, 'batch')),
    ...((has(trigger, 'branches') || !hasTags) && { branches: filters(trigger, 'branches') }),
    ...(hasTags && { tags: filters(trigger, 'tags') }),
    paths: filters(trigger, 'paths'),
  };
}

function pullRequestTrigger(pr: ExpandedMapping): PlanPullRequestTrigger {
  return {
    enabled: isEnabled(pr),
    autoCancel: isTrue(text(pr, 'autoCancel') ?? 'true'),
    drafts: isTrue(text(pr, 'drafts') ?? 'true'),
    branches: filters(pr, 'branches'),
    paths: filters(pr, 'paths'),
  };
}

function buildSchedule(schedule: ExpandedMapping): PlanSchedule {
  return {
    cron: text(schedule, 'cron') ?? '',
    displayName: text(schedule, 'displayName') ?? '',
    branches: has(schedule, 'branches') ? filters(schedule, 'branches') : everything,
    always: isTrue(text(schedule, 'always')),
    batch: isTrue(text(schedule, 'batch')),
  };
}

/** `none` is written `enabled: false` by then. */
function isEnabled(trigger: ExpandedMapping): boolean {
  return isTrue(text(trigger, 'enabled') ?? 'true');
}
