import { messageOf } from '../base/message-of.ts';
import type { ServeOptions } from '../cli/doors.ts';
import { CommandError } from '../cli/errors.ts';
import type { Stores } from '../run/ports/stores.ts';

/** Opens the stores that a server was told to keep its state in; `file` is that of SQLite. A `CommandError` says which one can't be opened, and why. */
export async function openStores({ memory, database }: ServeOptions, file: string): Promise<Stores> {
  if (memory === true) return (await import('../store/memory.ts')).openMemoryStores();
  try {
    if (database === undefined) return await (await import('../store/sqlite.ts')).openSqliteStores({ file });
    return await (await import('../store/postgres.ts')).openPostgresStores({ url: database });
  } catch (error) {
    // The address may hold a password.
    throw new CommandError(
      `The database ${database === undefined ? file : 'of --database'} can't be opened: ${messageOf(error)}`,
      1,
    );
  }
}
