import { type ExpandedMapping, memberOf } from '../../template/expanded.ts';
import type { PlanEnvironment, PlanJob, PlanPool } from '../model.ts';
import type { TaskCatalogue } from '../tasks/catalogue.ts';
import { buildJobContainer } from './container.ts';
import { mapping, mappings, present, text, texts } from './fields.ts';
import { buildPool } from './pool.ts';
import { buildStep } from './step.ts';
import { buildStrategy } from './strategy.ts';
import { buildVariables } from './variables.ts';

const cleanings = ['outputs', 'resources', 'all'] as const;

export type JobSurroundings = {
  readonly catalogue: TaskCatalogue;
  /** The pool of jobs that name none. */
  readonly pool: PlanPool;
  /** The job's name where the pipeline gives none. */
  readonly name: string;
};

/** A finished job or deployment. */
export function buildJob(job: ExpandedMapping, surroundings: JobSurroundings): PlanJob {
  const name = text(job, 'job') || text(job, 'deployment') || surroundings.name;
  const pool = mapping(job, 'pool');
  const step = (node: ExpandedMapping) => buildStep(node, surroundings.catalogue);
  const workspace = mapping(job, 'workspace');
  const clean = workspace && text(workspace, 'clean');
  return {
    name,
    displayName: text(job, 'displayName') || name,
    dependsOn: texts(job, 'dependsOn'),
    condition: text(job, 'condition') || undefined,
    continueOnError: text(job, 'continueOnError') ?? '',
    timeoutInMinutes: text(job, 'timeoutInMinutes') ?? '',
    cancelTimeoutInMinutes: text(job, 'cancelTimeoutInMinutes') ?? '',
    pool: pool === undefined ? surroundings.pool : buildPool(pool),
    variables: buildVariables(job),
    workspaceClean: cleanings.find(known => known === clean),
    ...extras(job, step),
    steps: mappings(job, 'steps').map(step),
    at: (job.source ?? job).span,
  };
}

type Extras = Pick<PlanJob, 'strategy' | 'environment' | 'container' | 'services' | 'uses'>;

function extras(job: ExpandedMapping, step: Parameters<typeof buildStrategy>[1]): Extras {
  const strategyNode = mapping(job, 'strategy');
  const strategy = strategyNode && buildStrategy(strategyNode, step);
  const container = mapping(job, 'container');
  const services = mapping(job, 'services');
  const uses = mapping(job, 'uses');
  const isDeployment = memberOf(job, 'deployment') !== undefined;
  return {
    ...(strategy && { strategy }),
    ...(isDeployment && { environment: buildEnvironment(mapping(job, 'environment')) }),
    ...(container && { container: buildJobContainer(container) }),
    ...(services && { services: buildServices(services) }),
    ...(uses && { uses: { repositories: texts(uses, 'repositories'), pools: texts(uses, 'pools') } }),
  };
}

/** `environment: name.resource` is short for both names. */
function buildEnvironment(environment: ExpandedMapping | undefined): PlanEnvironment {
  if (environment === undefined) return { name: '' };
  const authored = text(environment, 'name') ?? '';
  const rest = present(environment, ['resourceName', 'resourceId', 'resourceType', 'tags']);
  const dot = authored.indexOf('.');
  if (dot === -1 || environment.entries.length > 1) return { name: authored, ...rest };
  return { name: authored.slice(0, dot), resourceName: authored.slice(dot + 1) };
}

function buildServices(services: ExpandedMapping): NonNullable<PlanJob['services']> {
  return Object.fromEntries(
    services.entries.flatMap(({ key, value }) =>
      value.kind === 'mapping' ? [[key.value, buildJobContainer(value)] as const] : [],
    ),
  );
}
