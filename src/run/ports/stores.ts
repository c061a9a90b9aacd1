import type { AgentRegistry } from './agent-registry.ts';
import type { Catalogue } from './catalogue.ts';
import type { DocumentStore } from './document-store.ts';
import type { JobQueue } from './job-queue.ts';
import type { LogTable } from './log-table.ts';
import type { RunStore } from './run-store.ts';
import type { TokenStore } from './token-store.ts';
import type { Wakeups } from './wakeups.ts';

/** The state of a server, over one database. Disposing of it closes the database. */
export type Stores = AsyncDisposable & {
  readonly runs: RunStore;
  readonly queue: JobQueue;
  readonly catalogue: Catalogue;
  readonly agents: AgentRegistry;
  readonly tokens: TokenStore;
  readonly logs: LogTable;
  readonly documents: DocumentStore;
  readonly wakeups: Wakeups;
};
