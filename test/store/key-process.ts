import { loadOrCreateKey } from '../../src/store/secrets.ts';

// Prints the key of a file in hex. Arguments: the file.
console.log(Buffer.from(await loadOrCreateKey(process.argv[2] ?? '')).toString('hex'));
