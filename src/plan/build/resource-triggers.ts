import type { ExpandedMapping } from '../../template/expanded.ts';
import type { PlanContainer, PlanPipelineResource } from '../model.ts';
import { isTrue, mapping, text, texts } from './fields.ts';
import { everything, filters } from './filters.ts';

/** Whether a resource with nothing but `none` and `true` starts runs. */
export function isTriggering(resource: ExpandedMapping): boolean {
  return isTrue(text(resource, 'trigger'));
}

/** The trigger of a container resource, if it says anything of one. */
export function containerTrigger(container: ExpandedMapping): Pick<PlanContainer, 'trigger'> {
  const word = text(container, 'trigger');
  if (word !== undefined) return { trigger: { enabled: isTrue(word), tags: everything } };
  const trigger = mapping(container, 'trigger');
  if (trigger === undefined) return {};
  return { trigger: { enabled: isTrue(text(trigger, 'enabled') ?? 'true'), tags: filters(trigger, 'tags') } };
}

/** The trigger of a pipeline resource, if it says anything of one. */
export function pipelineTrigger(pipeline: ExpandedMapping): Pick<PlanPipelineResource, 'trigger'> {
  const word = text(pipeline, 'trigger');
  if (word !== undefined) return { trigger: { enabled: isTrue(word), branches: everything, tags: [], stages: [] } };
  const trigger = mapping(pipeline, 'trigger');
  if (trigger === undefined) return {};
  return {
    trigger: {
      enabled: isTrue(text(trigger, 'enabled') ?? 'true'),
      branches: filters(trigger, 'branches'),
      tags: texts(trigger, 'tags'),
      stages: texts(trigger, 'stages'),
    },
  };
}
