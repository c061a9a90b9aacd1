import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecure } from './answer-headers.ts';

/** The value of a cookie that a request brings. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key = '', value] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

export type Cookie = {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** How long browsers keep it; 0 has them forget it. */
  readonly seconds: number;
};

/** Gives a browser a cookie that scripts can't read and that no request from another site brings. */
export function setCookie(request: FastifyRequest, reply: FastifyReply, { name, value, path, seconds }: Cookie): void {
  const secure = isSecure(request) || request.base.startsWith('https:') ? '; Secure' : '';
  reply.header('set-cookie', `${name}=${value}; Path=${path}; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`);
}
