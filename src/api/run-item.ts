import type { KeptItem, RunRow } from '../run/ports/run-store.ts';
import { runInList } from './run-resource.ts';

/** Counts up whenever `runInList` answers anything else for the same row: texts of another form are made again. */
export const runItemForm = 1;

/** Stands for the address by which a client reaches the server: a character that JSON leaves as it is, and hardly any text holds. */
const baseMark = '\x7f';

/** What lists show of a completed run, kept so that it is made once; `undefined` for one that goes on, or holds the mark itself. */
export function runItem(row: RunRow): KeptItem | undefined {
  if (row.state !== 'completed') return undefined;
  if (row.notes.isDeleted) return { form: runItemForm, text: '' };
  if (JSON.stringify(row).includes(baseMark)) return undefined;
  return { form: runItemForm, text: JSON.stringify(runInList(baseMark, row)) };
}

/** Kept items as they are sent to clients that reach the server at `base`. */
export function itemsAt(base: string, text: string): string {
  const textOfBase = JSON.stringify(base).slice(1, -1);
  return text.replaceAll(baseMark, textOfBase.replaceAll('$', '$$$$'));
}
