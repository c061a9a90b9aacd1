import type { ExpandedMapping } from '../../template/expanded.ts';
import type { PlanHook, PlanHookName, PlanHooks, PlanMatrix, PlanStep, PlanStrategy } from '../model.ts';
import { mapping, mappings, text, textMap, texts } from './fields.ts';
import { buildPool } from './pool.ts';

type BuildStep = (step: ExpandedMapping) => PlanStep;

/** A job's strategy; `undefined` where the mapping names none. */
export function buildStrategy(strategy: ExpandedMapping, buildStep: BuildStep): PlanStrategy | undefined {
  const kind = strategy.entries.find(({ key }) => key.value !== 'maxParallel')?.key.value;
  switch (kind) {
    case 'parallel':
      return { kind, count: text(strategy, kind) ?? '' };
    case 'matrix':
      return { kind, legs: buildMatrix(strategy), maxParallel: text(strategy, 'maxParallel') ?? '' };
    case 'runOnce':
    case 'rolling':
    case 'canary':
      return buildDeployment(kind, mapping(strategy, kind), buildStep);
    default:
      return undefined;
  }
}

function buildMatrix(strategy: ExpandedMapping): PlanMatrix | string {
  const legs = mapping(strategy, 'matrix');
  if (legs === undefined) return text(strategy, 'matrix') ?? '';
  return Object.fromEntries(
    legs.entries.map(({ key, value }) => [key.value, textMap(value.kind === 'mapping' ? value : undefined)]),
  );
}

function buildDeployment(
  kind: 'runOnce' | 'rolling' | 'canary',
  body: ExpandedMapping | undefined,
  buildStep: BuildStep,
): PlanStrategy {
  const hooks = body === undefined ? {} : buildHooks(body, buildStep);
  if (kind === 'rolling') return { kind, maxParallel: (body && text(body, 'maxParallel')) ?? '', hooks };
  if (kind === 'canary') return { kind, increments: body ? texts(body, 'increments') : [], hooks };
  return { kind, hooks };
}

function buildHooks(body: ExpandedMapping, buildStep: BuildStep): PlanHooks {
  const on = mapping(body, 'on');
  const places: readonly (readonly [PlanHookName, ExpandedMapping | undefined])[] = [
    ['preDeploy', mapping(body, 'preDeploy')],
    ['deploy', mapping(body, 'deploy')],
    ['routeTraffic', mapping(body, 'routeTraffic')],
    ['postRouteTraffic', mapping(body, 'postRouteTraffic')],
    ['onFailure', on && mapping(on, 'failure')],
    ['onSuccess', on && mapping(on, 'success')],
  ];
  return Object.fromEntries(
    places.flatMap(([name, hook]) => (hook === undefined ? [] : [[name, buildHook(hook, buildStep)] as const])),
  );
}

function buildHook(hook: ExpandedMapping, buildStep: BuildStep): PlanHook {
  const pool = mapping(hook, 'pool');
  return { steps: mappings(hook, 'steps').map(buildStep), ...(pool && { pool: buildPool(pool) }) };
}
