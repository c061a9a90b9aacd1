import type { Duplex } from 'node:stream';
import type { ChannelCall, OpenedTask } from '../wire/agent-channel.ts';
import type { TaskAgentMessage } from '../wire/agent-protocol.ts';
import type { AgentServer, TaskDownload } from '../wire/agent-server.ts';
import { CallChannel } from './call-channel.ts';
import { type Repeat, type RepeatOptions, repeated } from './repeat.ts';

/**
 * The agent protocol over a stream to the server that has started this process. Disposing of it closes the stream. Calls are sent again as over HTTP,
 * where the server fails; when it is gone they are not, for this process goes with it.
 */
export function channelAgentServer(stream: Duplex, options: RepeatOptions = {}): AgentServer & Disposable {
  const channel = new CallChannel(stream);
  const call = <Call extends (...args: never[]) => Promise<unknown>>(name: ChannelCall, repeat: Repeat): Call =>
    // A port's method is its name and arguments; what it answers has the port's shape on the other side already.
    ((...args: unknown[]) => repeated(options, { repeat }, () => channel.call(name, args))) as unknown as Call;
  return {
    connect: call('connect', 'never'),
    disconnect: call('disconnect', 'never'),
    nextMessage: async (session, lastMessageId, signal) =>
      (await channel.call('nextMessage', [session, lastMessageId], signal)) as TaskAgentMessage | undefined,
    deleteMessage: async (...args) => channel.tell('deleteMessage', args),
    renew: call('renew', 'never'),
    updateRecords: call('updateRecords', 'always'),
    createLog: call('createLog', 'always'),
    createLogs: call('createLogs', 'always'),
    appendLog: call('appendLog', 'always'),
    appendFeed: async (...args) => channel.tell('appendFeed', args),
    completeJob: call('completeJob', 'always'),
    updateBuildNumber: call('updateBuildNumber', 'always'),
    addBuildTag: call('addBuildTag', 'always'),
    uploadAttachment: call('uploadAttachment', 'always'),
    downloadTask: task => downloadTask(channel, task),
    ...keepingCalls(call),
    [Symbol.dispose]: () => channel.close(),
  };
}

type MakeCall = <Call extends (...args: never[]) => Promise<unknown>>(name: ChannelCall, repeat: Repeat) => Call;

/** What runs leave behind; sent again where it is over HTTP. */
function keepingCalls(call: MakeCall): Pick<AgentServer, 'content' | 'artifacts' | 'caches' | 'tests'> {
  return {
    content: {
      missing: call('content.missing', 'always'),
      put: call('content.put', 'always'),
      get: call('content.get', 'always'),
    },
    artifacts: { create: call('artifacts.create', 'unsent'), find: call('artifacts.find', 'always') },
    caches: {
      find: call('caches.find', 'always'),
      reserve: call('caches.reserve', 'always'),
      commit: call('caches.commit', 'always'),
    },
    tests: {
      createRun: call('tests.createRun', 'unsent'),
      addResults: call('tests.addResults', 'unsent'),
      attach: call('tests.attach', 'unsent'),
      completeRun: call('tests.completeRun', 'unsent'),
      addCoverage: call('tests.addCoverage', 'unsent'),
    },
  };
}

async function downloadTask(
  channel: CallChannel,
  task: { readonly id: string; readonly version: string },
): Promise<TaskDownload> {
  const { reading, ...rest } = (await channel.call('downloadTask', [task])) as OpenedTask;
  return { ...rest, bytes: piecesOf(channel, reading) };
}

async function* piecesOf(channel: CallChannel, reading: number): AsyncIterable<Uint8Array> {
  try {
    for (;;) {
      const piece = (await channel.call('readTask', [reading])) as Uint8Array | undefined;
      if (piece === undefined) return;
      yield piece;
    }
  } finally {
    channel.tell('closeTask', [reading]);
  }
}
