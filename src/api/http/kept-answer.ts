import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kept } from './kept-bytes.ts';

/** What is kept for a request that was let in, if anything: its parameters are text still, and nobody has checked them. */
export type FindKept = (request: FastifyRequest) => Kept | undefined;

/** Writes kept bytes with `headers`, each name before its value, past the framework, whose headers and hooks cost more than the bytes. */
export function writeKept({ bytes, etag }: Kept, headers: string[], reply: FastifyReply): void {
  reply.hijack();
  headers.push('etag', etag, 'content-length', String(bytes.length));
  reply.raw.writeHead(200, headers);
  reply.raw.end(bytes);
}

/** Whether a request may be answered by `writeKept`: a plain GET, without conditions. */
export function isPlainGet({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && headers['if-none-match'] === undefined;
}
