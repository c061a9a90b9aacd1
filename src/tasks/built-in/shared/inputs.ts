import * as tl from 'azure-pipelines-task-lib/task.js';

/** The lines of an input that are not empty. */
export function linesOf(name: string): readonly string[] {
  return tl
    .getDelimitedInput(name, /\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
}

/** A whole number from 0 on, or `standard` for anything else. */
export function countOf(name: string, standard: number): number {
  const text = tl.getInput(name) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : standard;
}
