import type { RunKey } from '../../run/events.ts';
import type { RunCommit, RunRow } from '../../run/ports/run-store.ts';

/** How many runs are kept, and how long the YAML of one may be, in characters. */
const mostRuns = 128;
const longestYamlChars = 16 * 1024;

type Recent = { readonly version: number; readonly row: RunRow; readonly finalYaml: string | undefined };

/**
 * Runs as this process has stored them last: who follows a run asks for it again and again. What another process may have changed since is not
 * answered: `version` answers another number once one has written.
 */
export class RecentRuns {
  readonly #version: () => number;
  readonly #runs = new Map<string, Recent>();

  constructor(version: () => number) {
    this.#version = version;
  }

  /** To be asked for before a commit, and handed over with it. */
  get version(): number {
    return this.#version();
  }

  row(key: RunKey): RunRow | undefined {
    return this.#find(key)?.row;
  }

  /** Undefined also where a run has none, or a long one. */
  finalYaml(key: RunKey): string | undefined {
    return this.#find(key)?.finalYaml;
  }

  /** A commit that was stored. What of a row never changes was stored with the first one. */
  keep({ key, expected, row, finalYaml = '' }: RunCommit, version: number): void {
    const name = nameOf(key);
    const known = this.#runs.get(name);
    this.#runs.delete(name);
    if (expected === 0) {
      const isShort = finalYaml !== '' && finalYaml.length <= longestYamlChars;
      this.#runs.set(name, { version, row, finalYaml: isShort ? finalYaml : undefined });
    } else if (known !== undefined)
      this.#runs.set(name, { ...known, version, row: { ...row, ...originOf(known.row) } });
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > mostRuns && oldest !== undefined) this.#runs.delete(oldest);
  }

  forget(key: RunKey): void {
    this.#runs.delete(nameOf(key));
  }

  #find(key: RunKey): Recent | undefined {
    const recent = this.#runs.get(nameOf(key));
    return recent?.version === this.#version() ? recent : undefined;
  }
}

function originOf({ projectId, planId, pipeline, createdAt, facts }: RunRow) {
  return { projectId, planId, pipeline, createdAt, facts };
}

function nameOf({ organization, runId }: RunKey): string {
  return `${runId}/${organization}`;
}
