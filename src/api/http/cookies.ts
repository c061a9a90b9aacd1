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
  /** Whether somebody who follows a link from another site brings it too. Default: false. */
  readonly comesAlong?: boolean;
};

/** Gives a browser a cookie that scripts can't read, and that no form or request of another site brings. */
export function setCookie(request: FastifyRequest, reply: FastifyReply, cookie: Cookie): void {
  const { name, value, path, seconds, comesAlong = false } = cookie;
  const sameSite = comesAlong ? 'Lax' : 'Strict';
  const secure = isSecure(request) || request.base.startsWith('https:') ? '; Secure' : '';
  const text = `${name}=${value}; Path=${path}; HttpOnly; SameSite=${sameSite}; Max-Age=${seconds}${secure}`;
  reply.header('set-cookie', text);
}
