import { sweptAtOnce } from '../base/limits.ts';
import { DeletedPipelines } from './deleted-pipelines.ts';
import { allDocuments } from './documents.ts';
import type { Identity, RunKey } from './events.ts';
import type { Leases } from './leases.ts';
import type { Catalogue, Pipeline } from './ports/catalogue.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { RunRow, RunStore } from './ports/run-store.ts';
import type { RunRemover } from './run-remover.ts';

const kind = 'pipelineRemoval';

/** A pipeline on its way out, as it was written down. */
type Removal = Pick<Pipeline, 'projectId' | 'id'> & {
  /** Runs after it belong to the pipeline as it was brought back, and stay. */
  readonly lastRunId: number;
  /** The pipeline itself is gone, or was and is back. */
  readonly isRemoved: boolean;
  readonly by: Identity;
};

export type PipelineRemoverPorts = {
  readonly organization: string;
  readonly catalogue: Pick<Catalogue, 'pipeline' | 'removePipeline'>;
  readonly documents: DocumentStore;
  readonly runs: Pick<RunStore, 'list'>;
  readonly leases: Leases;
  readonly remover: RunRemover;
  /** Answers the run as it then stands. */
  readonly cancel: (key: RunKey, by: Identity) => Promise<Pick<RunRow, 'state'> | undefined>;
};

/**
 * Deletes pipelines with their runs. First it is written down which runs are to go; then the pipeline goes, so that nothing starts it any more; then its
 * runs are canceled and deleted. Each step is safe to repeat: what was cut off, or goes on still, is finished by `finishAll`.
 */
export class PipelineRemover {
  readonly #ports: PipelineRemoverPorts;

  constructor(ports: PipelineRemoverPorts) {
    this.#ports = ports;
  }

  /** Whether a run of the pipeline is kept, or leased so that the pipeline is protected: then it is not deleted. */
  async isRetained({ projectId, id }: Pick<Pipeline, 'projectId' | 'id'>): Promise<boolean> {
    const leases = await this.#ports.leases.list(this.#ports.organization, { projectId, pipelineId: id });
    if (leases.some(({ protectsPipeline }) => protectsPipeline)) return true;
    for await (const { notes } of this.#runs({ projectId, id })) if (notes.isKept) return true;
    return false;
  }

  /** Deletes pipelines with all their runs, or none of them: false where one is retained. */
  async remove(pipelines: readonly Pipeline[], by: Identity): Promise<boolean> {
    for (const pipeline of pipelines) if (await this.isRetained(pipeline)) return false;
    for (const pipeline of pipelines) await this.#remove(pipeline, by);
    return true;
  }

  /** Goes on with what somebody began and is not finished. */
  async finishAll(): Promise<void> {
    const { documents, organization } = this.#ports;
    for await (const { value } of allDocuments(documents, organization, { kind, scope: '' }))
      await this.#finish(value as Removal);
  }

  async #remove(pipeline: Pipeline, by: Identity): Promise<void> {
    const { organization, runs } = this.#ports;
    const { projectId, id } = pipeline;
    await new DeletedPipelines(this.#ports).remember(pipeline);
    const [newest] = await runs.list({ organization, projectId, pipelineId: id, top: 1 });
    const removal = { projectId, id, lastRunId: newest?.key.runId ?? 0, isRemoved: false, by };
    await this.#write(removal, removal);
    await this.#finish(removal);
  }

  async #finish(removal: Removal): Promise<void> {
    const { organization, catalogue } = this.#ports;
    const { projectId, id, isRemoved } = removal;
    if (!isRemoved) {
      await catalogue.removePipeline(organization, projectId, id);
      await this.#write(removal, { ...removal, isRemoved: true });
    }
    const isBack = (await catalogue.pipeline(organization, projectId, id)) !== undefined;
    let goesOn = false;
    for await (const row of this.#runs(removal)) {
      if (row.notes.isDeleted || (isBack && row.key.runId > removal.lastRunId)) continue;
      if (!(await this.#removeRun(row, removal.by))) goesOn = true;
    }
    if (!goesOn) await this.#write(removal, undefined);
  }

  /** False where the run goes on still. */
  async #removeRun({ key, state }: RunRow, by: Identity): Promise<boolean> {
    const { remover, cancel } = this.#ports;
    const now = state === 'inProgress' ? await cancel(key, by) : { state };
    if (now?.state !== 'completed') return now === undefined;
    await remover.delete(key, { withPipeline: true });
    return true;
  }

  async #write({ projectId, id }: Removal, value: Removal | undefined): Promise<void> {
    const { organization, documents } = this.#ports;
    const ref = { kind, scope: '', id: `${projectId}.${id}` };
    const expected = (await documents.get(organization, ref))?.revision ?? 0;
    if (expected === 0 && value === undefined) return;
    await documents.write(organization, [{ ...ref, expected, content: value && { position: id, value } }]);
  }

  async *#runs({ projectId, id }: Pick<Pipeline, 'projectId' | 'id'>): AsyncIterable<RunRow> {
    const { organization, runs } = this.#ports;
    for (let before: number | undefined; ; ) {
      const query = { organization, projectId, pipelineId: id, top: sweptAtOnce };
      const page = await runs.list(before === undefined ? query : { ...query, before });
      yield* page;
      if (page.length < sweptAtOnce) return;
      before = page.at(-1)?.key.runId;
    }
  }
}
