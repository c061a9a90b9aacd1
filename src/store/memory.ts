import type { Stores } from '../run/ports/stores.ts';
import { MemoryAgentRegistry } from './memory/agent-registry.ts';
import { MemoryCatalogue } from './memory/catalogue.ts';
import { MemoryDocumentStore } from './memory/document-store.ts';
import { MemoryJobQueue } from './memory/job-queue.ts';
import { MemoryLogTable } from './memory/log-table.ts';
import { MemoryRunStore } from './memory/run-store.ts';
import { MemoryTokenStore } from './memory/token-store.ts';
import { LocalWakeups } from './wakeups/local.ts';

/** Stores in this process's memory, gone with it: for a single local run, and for tests. */
export function openMemoryStores(): Stores {
  const queue = new MemoryJobQueue();
  const documents = new MemoryDocumentStore();
  const wakeups = new LocalWakeups();
  return {
    runs: new MemoryRunStore(queue, documents),
    queue,
    catalogue: new MemoryCatalogue(),
    agents: new MemoryAgentRegistry(),
    tokens: new MemoryTokenStore(),
    logs: new MemoryLogTable(),
    documents,
    wakeups,
    async [Symbol.asyncDispose]() {
      wakeups.wakeAll();
    },
  };
}
