import { organization } from '../conformance/samples.ts';
import { openStoresAt } from './doors.ts';

// Prints ten numbers of a sequence, one a line. Arguments: where the database is.
await using stores = await openStoresAt(process.argv[2] ?? '');
for (let n = 0; n < 10; n += 1) console.log(await stores.runs.allot(organization, 'run'));
