import type { JobRow, StageRow } from './run-rows.ts';

/** The name that the service gives to a stage or job which the file does not name. */
const unnamed = '__default';

/** `Build / compile / Run it`, without what the file gives no name. */
export function pathOf(...labels: readonly (string | undefined)[]): string {
  return labels.filter(label => label !== undefined && label !== '' && label !== unnamed).join(' / ');
}

/** Whether a stage is there only because every job stands in one. */
export function isImplied({ name, label }: StageRow): boolean {
  return name === unnamed && (label === unnamed || label === '');
}

export function jobLabel({ label }: JobRow): string {
  return label === unnamed ? 'Job' : label;
}

/** `Run 20261124.1 of shop • Fix it`: a run by its number, with the words of its commit where it has some. */
export function runTitle(run: {
  readonly name: string;
  readonly pipeline: string;
  readonly commitMessage?: string;
}): string {
  const title = `Run ${run.name} of ${run.pipeline}`;
  return run.commitMessage ? `${title} • ${run.commitMessage}` : title;
}
