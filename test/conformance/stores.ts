import type { Stores } from '../../src/run/ports/stores.ts';
import { agentRegistryConformance } from './agent-registry.ts';
import { catalogueConformance } from './catalogue.ts';
import { documentStoreConformance } from './document-store.ts';
import { jobQueueConformance } from './job-queue.ts';
import { logTableConformance } from './log-table.ts';
import { runItemConformance } from './run-items.ts';
import { runStoreConformance } from './run-store.ts';
import { tokenStoreConformance } from './token-store.ts';
import { wakeupsConformance } from './wakeups.ts';

/** Everything that stores keep together. `open` makes empty ones, apart from all others. */
export function storesConformance(name: string, open: () => Promise<Stores>): void {
  runStoreConformance(name, open);
  runItemConformance(name, open);
  jobQueueConformance(name, open);
  catalogueConformance(name, open);
  agentRegistryConformance(name, open);
  tokenStoreConformance(name, open);
  logTableConformance(name, open);
  documentStoreConformance(name, open);
  wakeupsConformance(name, open);
}
