import { test } from 'node:test';
import { assertRun, type Files, Workshop } from './pipeline.ts';

/** Steps that are run as a pipeline, and what comes of them. */
export type TaskCase = {
  readonly what: string;
  /** Paths from the workshop; the repository is `repo/`. */
  readonly files?: Files;
  readonly steps: string;
  /** The exit code of `millrace run`. Default: 0. */
  readonly code?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly prints: readonly RegExp[];
  /** Why the case cannot be run on this machine. */
  readonly skip?: string | undefined;
};

/** A test for each case: `millrace run` in a process of its own. */
export function testCases(cases: readonly TaskCase[]): void {
  for (const { what, files = {}, steps, code = 0, env = {}, prints, skip } of cases) {
    test(what, { skip: skip ?? false }, async () => {
      await using workshop = await Workshop.open(files);
      assertRun(await workshop.run(`steps:\n${steps.trim()}`, { env }), code, ...prints);
    });
  }
}
