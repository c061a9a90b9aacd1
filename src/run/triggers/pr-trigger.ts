import type { PlanFilters, PlanPullRequestTrigger, PlanTriggers } from '../../plan/model.ts';
import type { PipelineSettings } from '../ports/catalogue.ts';
import { signedFilters } from './ci-trigger.ts';

const none: PlanFilters = { include: [], exclude: [] };

/** A pipeline that says nothing is run by every pull request. */
const everyPullRequest: PlanPullRequestTrigger = {
  enabled: true,
  autoCancel: true,
  drafts: true,
  branches: none,
  paths: none,
};

/** What pull requests run a pipeline: as its file says, unless somebody set it on the pipeline itself. */
export function prTrigger(
  triggers: PlanTriggers | undefined,
  settings: PipelineSettings | undefined,
): PlanPullRequestTrigger {
  const set = settings?.triggers?.find(trigger => trigger.kind === 'pullRequest');
  if (set?.kind !== 'pullRequest' || set.source === 'yaml') return triggers?.pr ?? everyPullRequest;
  return {
    ...everyPullRequest,
    branches: signedFilters(set.branchFilters),
    paths: signedFilters(set.pathFilters),
  };
}
