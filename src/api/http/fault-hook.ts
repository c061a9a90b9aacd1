import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from '../../emulator/faults.ts';
import { serviceError, serviceErrorOf } from './errors.ts';

/** Says which fault a request meets, by its verb and its path behind the organization. */
export type MeetFault = (method: string, path: string) => Fault | undefined;

/** Lets requests go wrong before anything else looks at them; those of the emulator itself never do. */
export function faultHook(meet: MeetFault): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const rest = path.replace(/^\/[^/]*/, '');
    if (/^\/_millrace\//i.test(rest)) return;
    const fault = meet(request.method, rest);
    if (fault !== undefined) await answer(fault, reply);
  };
}

async function answer(fault: Fault, reply: FastifyReply): Promise<void> {
  switch (fault.kind) {
    case 'slow':
      await sleep(fault.delayMs ?? 1_000);
      return;
    case 'tooManyRequests':
      reply.header('retry-after', String(fault.retryAfterSeconds ?? 1));
      throw serviceErrorOf(429, 'fault', 'TF400733: The request has been canceled: Request was blocked by a fault.');
    case 'serverError':
      throw serviceError('fault', 'A fault that was asked for.');
    case 'signIn':
      reply.redirect('https://app.vssps.visualstudio.com/_signin', 302);
      return;
    case 'cut':
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': '1024' });
      reply.raw.write('{"count":1,"value":[', () => reply.raw.destroy());
  }
}
