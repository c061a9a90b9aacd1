import { changeInTurn } from '../run/documents.ts';
import type { RunKey } from '../run/events.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { Coverage, CoverageStatistic } from '../wire/test-server.ts';

const kind = 'coverage';

/** What is known of runs' code coverage: a document for each run. Safe to call concurrently, from any number of servers. */
export class CoverageStore {
  readonly #documents: DocumentStore;

  constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  /** For each platform and configuration; empty where nothing was published. */
  async get({ organization, runId }: RunKey): Promise<readonly Coverage[]> {
    const found = await this.#documents.get(organization, { kind, scope: '', id: String(runId) });
    return (found?.value ?? []) as readonly Coverage[];
  }

  /** Removes what was published of a run. Safe to repeat. */
  async removeAll({ organization, runId }: RunKey): Promise<void> {
    const ref = { kind, scope: '', id: String(runId) };
    const found = await this.#documents.get(organization, ref);
    if (found === undefined) return;
    await this.#documents.write(organization, [{ ...ref, expected: found.revision, content: undefined }]);
  }

  /** Statistics of one label, platform and configuration are summed up. */
  async add({ organization, runId }: RunKey, coverage: Coverage): Promise<void> {
    const ref = { kind, scope: '', id: String(runId) };
    await changeInTurn(this.#documents, `code coverage of run ${runId}`, async () => {
      const found = await this.#documents.get(organization, ref);
      const value = merged((found?.value ?? []) as readonly Coverage[], coverage);
      const change = { ...ref, expected: found?.revision ?? 0, content: { position: runId, value } };
      return (await this.#documents.write(organization, [change])) || undefined;
    });
  }
}

function merged(all: readonly Coverage[], added: Coverage): readonly Coverage[] {
  const same = ({ platform, configuration }: Coverage): boolean =>
    platform === added.platform && configuration === added.configuration;
  const before = all.find(same);
  if (before === undefined) return [...all, added];
  const sum = { ...added, statistics: addUp([...before.statistics, ...added.statistics]) };
  return all.map(each => (same(each) ? sum : each));
}

function addUp(statistics: readonly CoverageStatistic[]): readonly CoverageStatistic[] {
  const sums = new Map<string, CoverageStatistic>();
  for (const each of statistics) {
    const before = sums.get(each.label);
    const total = each.total + (before?.total ?? 0);
    sums.set(each.label, { ...each, total, covered: each.covered + (before?.covered ?? 0) });
  }
  return [...sums.values()].sort((a, b) => a.position - b.position);
}
