import type { Plan, PlanTrigger } from '../../plan/model.ts';
import type { Project, Repository } from '../ports/catalogue.ts';

/** The trigger of a pipeline for pushes to another repository than its own, and the alias of the resource that has it. */
export type RepositoryTrigger = { readonly alias: string; readonly trigger: PlanTrigger };

/** The triggers that a plan has for a repository of its project. Aliases of other kinds of repository are not among them. */
export function repositoryTriggers(plan: Plan, project: Project, repository: Repository): readonly RepositoryTrigger[] {
  return Object.entries(plan.resources.repositories).flatMap(([alias, { type, name, trigger }]) =>
    type === 'git' && trigger?.enabled === true && isNamed(name, project, repository) ? [{ alias, trigger }] : [],
  );
}

/** `repository`, or `project/repository`, in any case. */
function isNamed(text: string, project: Project, { name }: Repository): boolean {
  const [last = '', first] = text.toLowerCase().split('/').reverse();
  const isHome = first === undefined || first === project.name.toLowerCase() || first === project.id;
  return isHome && last === name.toLowerCase();
}
