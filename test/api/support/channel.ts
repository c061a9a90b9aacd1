import type { Duplex } from 'node:stream';
import { answerAgentCalls } from '../../../src/api/agent-channel.ts';
import { streamPair } from '../../client/stream-pair.ts';
import { someone, type World } from './world.ts';

/** The agent's end of a channel to the server of a world. */
export function channelTo(world: World): Duplex {
  const [own, other] = streamPair();
  answerAgentCalls(world.services.agentServer({ name: someone.uniqueName }), other, error => world.faults.push(error));
  return own;
}
