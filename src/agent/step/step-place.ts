import type { RunningContainer } from '../container/running-container.ts';

/**
 * Where a step runs: the machine, or a container. Everything a step says or is told is in the paths of its place; files are read and written by
 * the agent under the machine's.
 */
export interface StepPlace {
  /** `undefined` is the machine itself. */
  readonly container: RunningContainer | undefined;
  /** A path of the machine, or a text that begins with one, as the step sees it. A path of a container is translated back on the machine. */
  view(text: string): string;
  /** A path of the step as the machine sees it; one that only the container has stays as it is. */
  outside(path: string): string;
  /** Whether a file or folder is surely not there. What only a container has is not looked for. */
  isMissing(path: string): boolean;
  /** Where a program is on the step's path, `undefined` when it is not there. In a container it is looked for when it is started. */
  program(name: string, environment: Readonly<Record<string, string>>): string | undefined;
}
