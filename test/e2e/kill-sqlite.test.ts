import { test } from 'node:test';
import { killAtRandomInstants } from './kill.ts';

test('a server on SQLite that is killed at 20 instants loses nothing and ends every run', () =>
  killAtRandomInstants(11, []));
