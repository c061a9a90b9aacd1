import type { Stores } from '../../run/ports/stores.ts';
import type { Wakeups } from '../../run/ports/wakeups.ts';
import { SqlAgentRegistry } from './agent-registry.ts';
import { SqlCatalogue } from './catalogue.ts';
import { SqlDocumentStore } from './document-store.ts';
import type { Engine } from './engine.ts';
import { SqlJobQueue } from './job-queue.ts';
import { SqlLogTable } from './log-table.ts';
import { SqlRunStore } from './run-store.ts';
import { SqlTokenStore } from './token-store.ts';

/** The stores over a migrated database. `close` comes after what was appended is settled, and before the database is closed. */
export function sqlStores(engine: Engine, wakeups: Wakeups, close: () => Promise<void>): Stores {
  const runs = new SqlRunStore(engine);
  return {
    runs,
    queue: new SqlJobQueue(engine),
    catalogue: new SqlCatalogue(engine),
    agents: new SqlAgentRegistry(engine),
    tokens: new SqlTokenStore(engine),
    logs: new SqlLogTable(engine),
    documents: new SqlDocumentStore(engine),
    wakeups,
    async [Symbol.asyncDispose]() {
      await runs.drain();
      await close();
      await engine.db.destroy();
    },
  };
}
