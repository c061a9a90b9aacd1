import { type ExpandedMapping, memberOf } from '../../template/expanded.ts';
import type { PlanStep, PlanTarget, PlanTask } from '../model.ts';
import type { FoundTask, TaskCatalogue } from '../tasks/catalogue.ts';
import { canonicalInput, splitTaskReference } from '../tasks/catalogue.ts';
import { isTrue, mapping, text, textMap, textOf, texts } from './fields.ts';

/** A finished step. Inputs go by their tasks' own names, whatever alias was authored. */
export function buildStep(step: ExpandedMapping, catalogue: TaskCatalogue): PlanStep {
  const reference = text(step, 'task') ?? '';
  const found = catalogue.find(reference);
  const target = mapping(step, 'target');
  const demands = found?.version.demands ?? [];
  return {
    name: text(step, 'name') ?? '',
    displayName: text(step, 'displayName') ?? '',
    task: buildTask(reference, found),
    inputs: canonicalInputs(textMap(mapping(step, 'inputs')), found),
    env: textMap(mapping(step, 'env')),
    condition: text(step, 'condition') || undefined,
    continueOnError: canonicalBoolean(text(step, 'continueOnError')),
    enabled: canonicalBoolean(text(step, 'enabled')) || 'true',
    timeoutInMinutes: text(step, 'timeoutInMinutes') ?? '',
    retryCountOnTaskFailure: text(step, 'retryCountOnTaskFailure') ?? '',
    ...(target && { target: buildTarget(target) }),
    ...(demands.length > 0 && { demands }),
    at: (step.source ?? step).span,
  };
}

function buildTask(reference: string, found: FoundTask | undefined): PlanTask {
  if (found !== undefined) {
    const { task, version } = found;
    return { id: task.id, name: task.name, version: version.version ?? String(version.major) };
  }
  const { name, version } = splitTaskReference(reference);
  return { id: '', name, version };
}

function canonicalInputs(
  inputs: Readonly<Record<string, string>>,
  found: FoundTask | undefined,
): Readonly<Record<string, string>> {
  if (found === undefined) return inputs;
  const { version } = found;
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [canonicalInput(version, name), value]));
}

/** Every spelling of a boolean as `true` or `false`; nothing stays nothing. */
function canonicalBoolean(value: string | undefined): string {
  return value === undefined || value === '' ? '' : String(isTrue(value));
}

function buildTarget(target: ExpandedMapping): PlanTarget {
  const container = text(target, 'container');
  const commands = text(target, 'commands');
  const settable = memberOf(target, 'settableVariables');
  const isNone = textOf(settable)?.toLowerCase() === 'none';
  return {
    ...(container === undefined ? {} : { container }),
    ...(commands === undefined ? {} : { commands }),
    ...(settable && { settableVariables: isNone ? [] : texts(target, 'settableVariables') }),
  };
}
