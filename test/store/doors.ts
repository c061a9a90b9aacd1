import type { Stores } from '../../src/run/ports/stores.ts';
import { openPostgresStores } from '../../src/store/postgres.ts';
import { openSqliteStores } from '../../src/store/sqlite.ts';

/** Opens the stores of a `postgres:` URL, or of a database file. */
export function openStoresAt(place: string): Promise<Stores> {
  return place.startsWith('postgres:') ? openPostgresStores({ url: place }) : openSqliteStores({ file: place });
}
