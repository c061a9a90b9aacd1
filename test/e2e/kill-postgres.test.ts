import { test } from 'node:test';
import { createDatabase, startPostgres } from '../store/postgres-server.ts';
import { killAtRandomInstants } from './kill.ts';

test('a server on PostgreSQL that is killed at 20 instants loses nothing and ends every run', async () => {
  await using server = await startPostgres();
  await using database = await createDatabase(server);
  await killAtRandomInstants(12, ['--database', database.url]);
});
