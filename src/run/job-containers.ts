import { stepsOf } from '../plan/job-parts.ts';
import type { Plan, PlanContainer, PlanJob, PlanJobContainer, PlanStep } from '../plan/model.ts';
import { evaluateValue, expandText, scopeOf, type Variables } from './variables.ts';

/** The containers of a job, as an agent gets them. */
export type JobContainers = {
  /** Those that the job, its services and its steps name, by alias. */
  readonly resources: Readonly<Record<string, PlanContainer>>;
  /** The alias of the one that the steps run in. */
  readonly job: string | undefined;
  /** The name that a service is reached by, to its container's alias. */
  readonly services: Readonly<Record<string, string>>;
};

/** Where a job's container may be described: by the plan's resources, or by the job itself. */
type Search = {
  readonly plan: Plan;
  readonly expand: (text: string) => string;
  readonly found: Map<string, PlanContainer>;
};

/** Resolves what a job says of containers. Aliases and images may be `$[ ]` and `$( )` texts, such as a matrix uses. */
export function jobContainers(
  plan: Plan,
  job: Pick<PlanJob, 'container' | 'services'> & { readonly steps: readonly Pick<PlanStep, 'target'>[] },
  variables: Variables,
  predefined: Readonly<Record<string, string>>,
): JobContainers {
  const search: Search = { plan, expand: readText(variables, predefined), found: new Map() };
  const own = job.container && resolve(job.container, 'job_container', search);
  const services = Object.entries(job.services ?? {}).flatMap(([name, container]) => {
    const alias = resolve(container, name, search);
    return alias === undefined ? [] : [[name, alias] as const];
  });
  for (const step of job.steps) resolveTarget(step, search);
  return { resources: Object.fromEntries(search.found), job: own, services: Object.fromEntries(services) };
}

/** Whether any job of a plan needs a container engine. */
export function needsContainers(plan: Plan): boolean {
  return plan.stages.some(({ jobs }) => jobs.some(usesContainers));
}

function usesContainers(job: PlanJob): boolean {
  const { container, services } = job;
  if (container !== undefined || Object.keys(services ?? {}).length > 0) return true;
  return stepsOf(job).some(step => targetOf(step) !== undefined);
}

/** The alias under which a container was found; `undefined` for a text that turned out to be empty: no container. */
function resolve(container: PlanJobContainer, ownAlias: string, { plan, expand, found }: Search): string | undefined {
  if (!('alias' in container)) {
    found.set(ownAlias, container);
    return ownAlias;
  }
  const wanted = expand(container.alias).trim();
  if (wanted === '') return undefined;
  const resource = resourceOf(plan, wanted);
  const [alias, described] = resource ?? [wanted, imageAlone(wanted)];
  found.set(alias, described);
  return alias;
}

function resolveTarget(step: Pick<PlanStep, 'target'>, { plan, found }: Search): void {
  const target = targetOf(step);
  const resource = target === undefined ? undefined : resourceOf(plan, target);
  if (resource !== undefined) found.set(...resource);
}

/** The container that a step names; `host` is none. */
function targetOf({ target }: Pick<PlanStep, 'target'>): string | undefined {
  const container = target?.container;
  return container === undefined || container === '' || container.toLowerCase() === 'host' ? undefined : container;
}

function resourceOf(plan: Plan, wanted: string): [string, PlanContainer] | undefined {
  return Object.entries(plan.resources.containers).find(([alias]) => alias.toLowerCase() === wanted.toLowerCase());
}

/** A container of which only the image is known. */
export function imageAlone(image: string): PlanContainer {
  return { image, env: {}, options: '', ports: [], volumes: [], mapDockerSocket: true, localImage: false };
}

/** What cannot be evaluated stays as it is, and fails where the engine does not know such an image. */
function readText(variables: Variables, predefined: Readonly<Record<string, string>>): (text: string) => string {
  const scope = scopeOf(variables, predefined, {});
  return text => {
    const evaluated = evaluateValue(text, scope);
    return expandText(evaluated.ok ? evaluated.text : text, variables, predefined);
  };
}
