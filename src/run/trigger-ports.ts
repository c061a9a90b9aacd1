import type { Clock } from '../base/clock.ts';
import type { Identity, RunKey } from './events.ts';
import type { Catalogue } from './ports/catalogue.ts';
import type { CodeHistory } from './ports/code-history.ts';
import type { CodeMerger } from './ports/code-merger.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { PipelineStarter } from './ports/pipeline-starter.ts';
import type { RunStore } from './ports/run-store.ts';

/** That a ref was moved by one push; `undefined` where it was not there before, or is not there any more. */
export type PushedRef = {
  readonly refName: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
};

/** All that triggers need: what there is, what changed, and how a run is started. */
export type TriggerPorts = {
  readonly organization: string;
  readonly catalogue: Catalogue;
  readonly documents: DocumentStore;
  readonly runs: RunStore;
  readonly history: CodeHistory;
  /** What a repository itself told of pushes since it was asked last, oldest first; nothing where it does not tell. */
  readonly told: (repositoryId: string) => Promise<readonly PushedRef[]>;
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
