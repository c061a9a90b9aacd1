import type { Identity } from '../../run/events.ts';
import type { Pipeline, Project } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { buildOf } from '../http/lookups.ts';
import { problemLines } from '../resources/run-parameters.ts';
import type { RunParameters, Services, StageChoice } from '../services.ts';
import { askedAtFirst, askedRun } from './asked-run.ts';
import { type FilledForm, type RunChoices, runChoices, type Written, writtenLike } from './run-form.ts';

export type PipelinePlace = { readonly project: Project; readonly pipeline: Pipeline };

/** What the form of a run shows. */
export type ShownForm = { readonly choices: RunChoices; readonly filled: FilledForm };

/** What became of a form that was sent: a run, or the form once more, as it was wished or because something is wrong. */
export type FormAnswer = { readonly row: RunRow } | (ShownForm & { readonly isWrong: boolean });

/** The forms that ask for runs: what they offer, and what becomes of what is written into them. */
export class RunForms {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** The form as it is opened; with the id of a run it asks for one as that was. */
  async open(of: PipelinePlace, branch: string | undefined, like: number | undefined): Promise<ShownForm> {
    const written = like === undefined ? {} : await this.#like(of, like);
    const choices = await runChoices(this.#services, of, branch ?? written.branch ?? '');
    return this.#opened(choices, written);
  }

  /** Asks for the run that a form describes. */
  async answer(of: PipelinePlace, written: Written, by: Identity): Promise<FormAnswer> {
    const choices = await runChoices(this.#services, of, (written.branch ?? '').trim());
    if (choices.problem !== undefined) return wrong(choices, written, []);
    if (!(await this.#hasSeen(of, choices, written.shown))) {
      const { stages } = (await this.#opened(choices, {})).filled;
      return wrong(
        choices,
        written,
        [`These are the parameters of ${choices.ref}. Look at them, and run it then.`],
        stages,
      );
    }
    const asked = askedRun(choices, written);
    if (!asked.ok) return wrong(choices, written, asked.problems);
    if (written.look !== undefined) return this.#looked(choices, written, asked.parameters);
    const queued = await this.#services.pipelines.run(of.pipeline, asked.parameters, by);
    return queued.ok ? { row: queued.row } : wrong(choices, written, problemLines(queued.problem));
  }

  /** Without stages where the pipeline does not compile without more of what the form asks for. */
  async #opened(choices: RunChoices, written: Written): Promise<ShownForm> {
    const { pipelines } = this.#services;
    const parameters = askedAtFirst(choices, written);
    const found = choices.problem === undefined ? await pipelines.stages(choices.pipeline, parameters) : undefined;
    return { choices, filled: { written, stages: found?.ok === true ? found.stages : [], problems: [] } };
  }

  async #looked(choices: RunChoices, written: Written, parameters: RunParameters): Promise<FormAnswer> {
    const found = await this.#services.pipelines.stages(choices.pipeline, parameters);
    if (!found.ok) return wrong(choices, written, problemLines(found.problem));
    return { choices, filled: { written, stages: found.stages, problems: [] }, isWrong: false };
  }

  /** Whether the form showed the parameters that the run would have. */
  async #hasSeen(of: PipelinePlace, choices: RunChoices, shown = ''): Promise<boolean> {
    if (shown === choices.ref) return true;
    const { parameters } = await runChoices(this.#services, of, shown);
    return JSON.stringify(parameters) === JSON.stringify(choices.parameters);
  }

  async #like({ project, pipeline }: PipelinePlace, buildId: number): Promise<Written> {
    const row = await buildOf(this.#services, { project: project.id, buildId });
    if (row.pipeline.id !== pipeline.id) return {};
    const run = await this.#services.orchestrator.state(row.key);
    return writtenLike(row, run?.queued.stagesToSkip ?? []);
  }
}

function wrong(
  choices: RunChoices,
  written: Written,
  problems: readonly string[],
  stages: readonly StageChoice[] = [],
): FormAnswer {
  return { choices, filled: { written, stages, problems }, isWrong: true };
}
