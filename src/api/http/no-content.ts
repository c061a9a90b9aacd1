import type { FastifyReply } from 'fastify';

/** Answers without a body. */
export function noContent(reply: FastifyReply, status: 202 | 204 = 204): FastifyReply {
  return reply.code(status).removeHeader('content-type').send();
}
