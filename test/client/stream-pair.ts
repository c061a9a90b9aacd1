import { Duplex } from 'node:stream';

/** What is written to one of two streams is read from the other, in pieces of at most so many bytes. Destroying one ends both. */
export function streamPair(pieceBytes = 1000): readonly [Duplex, Duplex] {
  const ends: Duplex[] = [];
  const end = (index: number): Duplex =>
    new Duplex({
      read: () => undefined,
      write(chunk: Buffer, _encoding, done) {
        for (let at = 0; at < chunk.length; at += pieceBytes)
          ends[1 - index]?.push(chunk.subarray(at, at + pieceBytes));
        done();
      },
      destroy(error, done) {
        const other = ends[1 - index];
        if (other?.destroyed === false) other.destroy();
        done(error);
      },
    });
  ends.push(end(0), end(1));
  return ends as unknown as readonly [Duplex, Duplex];
}
