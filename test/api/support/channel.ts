import { Duplex, type Writable } from 'node:stream';
import { answerAgentCalls } from '../../../src/api/agent-channel.ts';
import { someone, type World } from './world.ts';

/** The agent's end of a channel to the server of a world. What goes through it is cut into pieces of a few bytes. */
export function channelTo(world: World): Duplex {
  const [own, other] = pair();
  answerAgentCalls(world.services.agentServer({ name: someone.uniqueName }), other, error => world.faults.push(error));
  return own;
}

const pieceBytes = 1000;

function pair(): readonly [Duplex, Duplex] {
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
        const other: Writable | undefined = ends[1 - index];
        if (other?.destroyed === false) other.destroy();
        done(error);
      },
    });
  ends.push(end(0), end(1));
  return ends as unknown as readonly [Duplex, Duplex];
}
