import type { PlanExtended } from '../../plan/model.ts';
import type { CheckRule, RequiredTemplate } from '../checks.ts';

type Required = Extract<CheckRule, { readonly kind: 'requiredTemplate' }>;

/** As much of a run as says what it extends. */
export type Extending = {
  /** Absent where nothing is known of a pipeline. */
  readonly plan?: { readonly extends?: readonly PlanExtended[] };
  readonly projectName?: string;
  readonly repositories: Readonly<Record<string, { readonly name?: string; readonly refName: string }>>;
};

/** Whether a run's pipeline extends one of the templates that a check requires, itself or through a template that it extends. */
export function extendsRequired(run: Extending, { templates }: Required): boolean {
  const used = (run.plan?.extends ?? []).map(extended => keyOf(usedTemplate(run, extended), run));
  return templates.some(template => used.includes(keyOf(template, run)));
}

/** Why a run may not go on. */
export function missingTemplateText({ templates }: Required): string {
  const names = templates.map(({ repositoryName, repositoryRef, templatePath }) => {
    return `${templatePath} of repository ${repositoryName} at ${repositoryRef}`;
  });
  return `The pipeline does not extend a required template: ${names.join(', or ')}.`;
}

function usedTemplate({ repositories }: Extending, { repository, path }: PlanExtended): RequiredTemplate {
  const { type: repositoryType, name, ref } = repository;
  const own = repository.alias === 'self' ? repositories.self : undefined;
  const repositoryName = own?.name ?? name;
  return { repositoryType, repositoryName, repositoryRef: own?.refName ?? ref, templatePath: path };
}

/** Git tells files apart by case, and refs; the service does not so repositories and projects. */
function keyOf(template: RequiredTemplate, { projectName = '' }: Extending): string {
  const { repositoryType, repositoryName, repositoryRef, templatePath } = template;
  const ref = repositoryRef.startsWith('refs/') ? repositoryRef : `refs/heads/${repositoryRef}`;
  const isShort = repositoryType === 'git' && !repositoryName.includes('/');
  const name = isShort ? `${projectName}/${repositoryName}` : repositoryName;
  return [repositoryType, name.toLowerCase(), ref, templatePath.replace(/^\/*/, '/')].join('\n');
}
