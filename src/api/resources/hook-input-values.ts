import type { Publisher } from '../../hooks/event-types.ts';
import type { InputValues as Current } from '../../hooks/input.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import type { InputValues } from '../../wire/hooks.ts';
import type { Services } from '../services.ts';

type Choice = InputValues['possibleValues'][number];
type Choices = (services: Services, project: Project, current: Current) => Promise<readonly Choice[]>;

/** What an input may be in the project that the other values name; nothing where they name none. */
export async function possibleValues(
  services: Services,
  publisher: Publisher,
  inputId: string,
  current: Current,
): Promise<InputValues> {
  const descriptors = publisher.eventTypes.flatMap(({ filters }) => filters);
  const fixed = descriptors.find(({ id, choices }) => id === inputId && choices !== undefined)?.choices;
  const isLimitedToPossibleValues = fixed !== undefined;
  const { projectId = '' } = current;
  const project = projectId === '' ? undefined : await services.catalogue.project(services.organization, projectId);
  const found = project === undefined ? [] : await dynamic[inputId]?.(services, project, current);
  const any: Choice = { value: '', displayValue: '[Any]' };
  return {
    inputId,
    defaultValue: '',
    possibleValues: [...(fixed ?? [any, ...(found ?? [])])],
    isLimitedToPossibleValues,
  };
}

const stages: Choices = async (services, project, current) => {
  const records = await newestTimeline(services, project, current);
  return records.flatMap(({ type, refName, name }) =>
    type === 'Stage' ? [{ value: refName ?? name, displayValue: name }] : [],
  );
};

const environments: Choices = async ({ resources }, project) => {
  const found = await resources.environments.list(project.id, { top: 100 });
  return found.map(({ name }) => ({ value: name, displayValue: name }));
};

const dynamic: Readonly<Record<string, Choices>> = {
  pipelineId: async (services, project) =>
    (await pipelinesOf(services, project)).map(({ id, name }) => ({ value: String(id), displayValue: name })),
  definitionName: async (services, project) =>
    (await pipelinesOf(services, project)).map(({ name }) => ({ value: name, displayValue: name })),
  stageNameId: stages,
  stageName: stages,
  jobNameId: async (services, project, current) =>
    (await newestTimeline(services, project, current)).flatMap(({ type, refName, name }) =>
      type === 'Phase' ? [{ value: refName ?? name, displayValue: name }] : [],
    ),
  environmentName: environments,
};

function pipelinesOf({ catalogue, organization }: Services, project: Project) {
  return catalogue.pipelines(organization, project.id);
}

/** That of the pipeline's newest run: what its stages and jobs are called is known once it has run. */
async function newestTimeline({ runs, orchestrator, organization }: Services, project: Project, current: Current) {
  const pipelineId = Number(current.pipelineId ?? '');
  if (!Number.isInteger(pipelineId) || pipelineId < 1) return [];
  const [newest] = await runs.list({ organization, projectId: project.id, pipelineId, top: 1 });
  return newest === undefined ? [] : orchestrator.timeline(newest.key);
}
