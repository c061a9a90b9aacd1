import type { Clock } from '../base/clock.ts';
import type { Identity, RunKey } from './events.ts';
import type { Catalogue } from './ports/catalogue.ts';
import type { CodeHistory } from './ports/code-history.ts';
import type { CodeMerger } from './ports/code-merger.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { PipelineStarter } from './ports/pipeline-starter.ts';
import type { RunStore } from './ports/run-store.ts';

/** All that triggers need: what there is, what changed, and how a run is started. */
export type TriggerPorts = {
  readonly organization: string;
  readonly catalogue: Catalogue;
  readonly documents: DocumentStore;
  readonly runs: RunStore;
  readonly history: CodeHistory;
  readonly merger: CodeMerger;
  readonly starter: PipelineStarter;
  /** Asks a run to stop that another one stands in for. */
  readonly cancel: (run: RunKey, by: Identity) => Promise<unknown>;
  readonly clock: Clock;
  /** Told of runs that were to be started and could not. */
  readonly report: (message: string) => void;
};

/** Who asks for runs that nobody asked for. */
export const triggeredBy: Identity = {
  id: '00000002-0000-8888-8000-000000000000',
  displayName: 'Microsoft.VisualStudio.Services.TFS',
  uniqueName: 'Microsoft.VisualStudio.Services.TFS',
};
