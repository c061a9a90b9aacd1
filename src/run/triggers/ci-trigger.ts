import type { PlanFilters, PlanTrigger, PlanTriggers } from '../../plan/model.ts';
import type { PipelineSettings } from '../ports/catalogue.ts';

const none: PlanFilters = { include: [], exclude: [] };

/** A pipeline that says nothing is run by every push to every branch. */
const everyPush: PlanTrigger = { enabled: true, batch: false, branches: none, paths: none };
const never: PlanTrigger = { ...everyPush, enabled: false };

/** What pushes run a pipeline: as its file says, unless somebody set it on the pipeline itself. */
export function ciTrigger(triggers: PlanTriggers | undefined, settings: PipelineSettings | undefined): PlanTrigger {
  const set = settings?.triggers;
  const ci = set?.find(trigger => trigger.kind === 'continuousIntegration');
  if (set !== undefined && set.length > 0 && ci === undefined) return never;
  if (ci?.kind !== 'continuousIntegration' || ci.source === 'yaml') return triggers?.ci ?? everyPush;
  return {
    enabled: true,
    batch: ci.batchChanges,
    branches: signedFilters(ci.branchFilters),
    paths: signedFilters(ci.pathFilters),
  };
}

/** `+main`, `-docs`: what is taken and what is left out. */
export function signedFilters(filters: readonly string[]): PlanFilters {
  const bare = (sign: string) => filters.filter(text => text.startsWith(sign)).map(text => text.slice(1));
  const unsigned = filters.filter(text => !/^[+-]/.test(text));
  return { include: [...bare('+'), ...unsigned], exclude: bare('-') };
}
