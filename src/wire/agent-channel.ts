/**
 * What passes between a server and the agent process that it has started itself: calls of the port `AgentServer`, in the port's own shapes, many in
 * one write. It is no second protocol: agents elsewhere speak HTTP.
 */
export type ChannelRequest =
  /** Without an id nobody waits for the answer. */
  | { readonly id?: number; readonly call: ChannelCall; readonly args: readonly unknown[] }
  /** Nobody waits any longer for the answer of a call. */
  | { readonly abandoned: number };

export type ChannelAnswer = { readonly id: number } & (
  | { readonly value: unknown }
  /** What `AgentServerError` says; 500 is a fault of the server's. */
  | { readonly status: number; readonly message: string }
);

/** The methods of the port, those of its parts behind a dot. A task package is asked for, then read piece by piece. */
export const channelCalls = [
  'connect',
  'disconnect',
  'nextMessage',
  'deleteMessage',
  'renew',
  'updateRecords',
  'createLog',
  'createLogs',
  'appendLog',
  'appendFeed',
  'completeJob',
  'updateBuildNumber',
  'addBuildTag',
  'uploadAttachment',
  'content.missing',
  'content.put',
  'content.get',
  'artifacts.create',
  'artifacts.find',
  'caches.find',
  'caches.reserve',
  'caches.commit',
  'tests.createRun',
  'tests.addResults',
  'tests.attach',
  'tests.completeRun',
  'tests.addCoverage',
  'downloadTask',
  'readTask',
  'closeTask',
] as const;

export type ChannelCall = (typeof channelCalls)[number];

/** A task package that is being read. */
export type OpenedTask = { readonly reading: number; readonly sha256?: string };
