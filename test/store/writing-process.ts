import { writeSync } from 'node:fs';
import { openFolderBlobs } from '../../src/store/folder-blobs.ts';

// Appends to a blob until it is killed, and says on a line how many bytes are acknowledged. Arguments: the folder of the blobs.
const blobs = openFolderBlobs(process.argv[2] ?? '');
for (let sizeBytes = 0; ; ) {
  await blobs.write('runs/1/1.log', sizeBytes, Buffer.from('line\n'));
  sizeBytes += 5;
  writeSync(1, `${sizeBytes}\n`);
}
