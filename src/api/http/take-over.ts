import type { OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/**
 * Sends the head of an answer without an end, and answers what its body is written to: it ends with the connection. The connection is taken
 * from `node:http` and from the framework, whose request, response and parser would stay in memory as long as it is open: 10 KiB of the 16
 * that an open answer costs.
 */
export async function takeOver(reply: FastifyReply): Promise<Writable> {
  reply.hijack();
  const { raw } = reply;
  raw.useChunkedEncodingByDefault = false;
  raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
  raw.flushHeaders();
  raw.req.resume();
  // The parser is still at work on the request that it has just handed over.
  await nextTurn();
  const { socket } = raw;
  if (!(socket instanceof Socket) || socket.destroyed) return raw;
  raw.detachSocket(socket);
  // From the first listener for data on, what a client sends comes here and not to the parser.
  socket.on('data', ignore);
  // All that listens now is http's: it gives its parser back, as when a connection closes.
  socket.emit('close', false);
  socket.removeAllListeners();
  socket.on('data', ignore);
  // Who observes requests hears that this one is answered.
  raw.emit('close');
  return socket;
}

function ignore(): void {}
