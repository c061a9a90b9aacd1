import { Cron } from 'croner';
import type { Instant } from '../../base/clock.ts';
import type { PlanSchedule } from '../../plan/model.ts';
import type { Pipeline } from '../ports/catalogue.ts';
import type { Document } from '../ports/document-store.ts';
import { type TriggerPorts, triggeredBy } from '../trigger-ports.ts';
import { signedFilters } from './ci-trigger.ts';
import { takesBranch } from './filters.ts';

/** A schedule of a pipeline on a branch, as it is kept; `lastVersion` is the commit that it last ran. */
type Kept = {
  readonly pipeline: Pick<Pipeline, 'id' | 'projectId'>;
  readonly refName: string;
  readonly schedule: Timed;
  readonly lastVersion: string | undefined;
};

/** A schedule with its time zone; those of YAML files are in UTC. */
type Timed = PlanSchedule & { readonly timeZone: string };

const kind = 'schedule';
const mostSchedules = 1000;

/** Runs pipelines at their times, on every branch whose file asks for it. */
export class Schedules {
  readonly #ports: TriggerPorts;

  constructor(ports: TriggerPorts) {
    this.#ports = ports;
  }

  /** Takes up the schedules of a pipeline as a branch has them now; those that it no longer has are forgotten. */
  async read(pipeline: Pipeline, at: { readonly refName: string; readonly version: string }): Promise<void> {
    const wanted = (await this.#schedulesOf(pipeline, at)).filter(({ branches }) => takesBranch(branches, at.refName));
    const known = await this.#known(pipeline, at.refName);
    for (const [index, schedule] of wanted.entries()) await this.#keep(pipeline, at.refName, index, schedule, known);
    for (const document of known.slice(wanted.length)) await this.#write(document, undefined);
  }

  /** The branch is gone. */
  async forget(pipeline: Pipeline, refName: string): Promise<void> {
    for (const document of await this.#known(pipeline, refName)) await this.#write(document, undefined);
  }

  /** Starts what is due. A time that passed while no server ran is made up for once. */
  async tick(now: Instant): Promise<void> {
    for (const document of await this.#ports.documents.due(kind, now)) {
      const { schedule } = keptIn(document);
      // Whoever sets the next time starts the run: of several servers that is one.
      const next = nextTime(schedule, now);
      const version = await this.#versionToRun(keptIn(document));
      const after = { ...keptIn(document), lastVersion: version ?? keptIn(document).lastVersion };
      if (await this.#write(document, after, next)) await this.#start(keptIn(document), version);
    }
  }

  async #schedulesOf(
    pipeline: Pipeline,
    at: { readonly refName: string; readonly version: string },
  ): Promise<readonly Timed[]> {
    const set = pipeline.settings?.triggers?.find(trigger => trigger.kind === 'schedule');
    if (set?.kind === 'schedule') {
      return set.schedules.map(({ branchFilters, timeZone, hours, minutes, days, onlyWithChanges }) => ({
        cron: `${minutes} ${hours} * * ${daysOf(days)}`,
        displayName: '',
        branches: signedFilters(branchFilters),
        always: !onlyWithChanges,
        batch: false,
        timeZone,
      }));
    }
    const plan = await this.#ports.starter.planAt(pipeline, at);
    return (plan?.triggers?.schedules ?? []).map(schedule => ({ ...schedule, timeZone: 'UTC' }));
  }

  async #keep(
    pipeline: Pipeline,
    refName: string,
    index: number,
    schedule: Timed,
    known: readonly Document[],
  ): Promise<void> {
    const former = known[index];
    const same = former !== undefined && JSON.stringify(keptIn(former).schedule) === JSON.stringify(schedule);
    if (same) return;
    const { id, projectId } = pipeline;
    const value: Kept = { pipeline: { id, projectId }, refName, schedule, lastVersion: undefined };
    const ref = { kind, scope: `${id} ${refName}`, id: `${index}`, revision: former?.revision ?? 0 };
    await this.#write(
      { ...ref, position: index, value: undefined },
      value,
      nextTime(schedule, this.#ports.clock.now()),
    );
  }

  #known(pipeline: Pipeline, refName: string): Promise<readonly Document[]> {
    const { documents, organization } = this.#ports;
    return documents.list({ organization, kind, scope: `${pipeline.id} ${refName}`, top: mostSchedules });
  }

  /** The commit to run; `undefined` where nothing is to be run now. */
  async #versionToRun({ pipeline, refName, schedule, lastVersion }: Kept): Promise<string | undefined> {
    const { organization, catalogue, runs, history } = this.#ports;
    const found = await catalogue.pipeline(organization, pipeline.projectId, pipeline.id);
    if (found === undefined || found.settings?.queueStatus === 'disabled') return undefined;
    const repository = await catalogue.repository(organization, pipeline.projectId, found.repositoryId);
    const version = repository && (await history.refs(repository.url))?.[refName];
    if (version === undefined || (version === lastVersion && !schedule.always)) return undefined;
    if (!schedule.batch) return version;
    const rows = await runs.list({ organization, pipelineId: pipeline.id, top: 100 });
    const isRunning = rows.some(row => row.state !== 'completed' && row.facts.reason === 'schedule');
    return isRunning ? undefined : version;
  }

  async #start({ pipeline, refName, schedule }: Kept, version: string | undefined): Promise<void> {
    const { organization, catalogue, starter, report } = this.#ports;
    const found = await catalogue.pipeline(organization, pipeline.projectId, pipeline.id);
    if (found === undefined || version === undefined) return;
    const triggerInfo = { scheduleName: schedule.displayName };
    const self = { refName, version };
    const started = await starter.start(found, { reason: 'schedule', self, by: triggeredBy, triggerInfo });
    if ('refusal' in started) report(`The schedule of '${found.name}' started no run: ${started.refusal}`);
  }

  #write({ scope, id, revision, position }: Document, value: Kept | undefined, dueAt?: Instant): Promise<boolean> {
    const content = value === undefined ? undefined : { position, value, ...(dueAt === undefined ? {} : { dueAt }) };
    return this.#ports.documents.write(this.#ports.organization, [{ kind, scope, id, expected: revision, content }]);
  }
}

function keptIn(document: Document): Kept {
  return document.value as Kept;
}

/** The next time of a schedule; `undefined` where it has none, or is not one. */
function nextTime({ cron, timeZone }: Timed, after: Instant): Instant | undefined {
  for (const timezone of [timeZone, 'UTC']) {
    try {
      return new Cron(cron, { timezone }).nextRun(new Date(after))?.getTime();
    } catch {
      // A time zone that is not known here counts as UTC; what is no schedule then never comes.
    }
  }
  return undefined;
}

/** Bits, 1 for Monday to 64 for Sunday, as cron's days. */
function daysOf(bits: number): string {
  const days = [1, 2, 3, 4, 5, 6, 0].filter((_, index) => (bits & (1 << index)) !== 0);
  return days.length === 0 ? '*' : days.join(',');
}
