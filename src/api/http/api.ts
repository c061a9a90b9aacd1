import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { FindKept } from './kept-answer.ts';
import type { OperationName } from './operations.ts';
import type { Caller } from './tokens.ts';

/** The server while routes are added to it: the types of a route's request and answer come from its schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Which operation a route is; every route has one. */
    operation?: OperationName;
    /** The media type of its answer, where that is or may be other than JSON; several are separated by commas. */
    produces?: string;
    /** The status of an answer without a body that it gives beside those of its schema. */
    empty?: 202 | 204;
    /** The media type of its request, where that is not JSON. */
    consumes?: string;
    /** Where its answers may be kept: those of a request that is let in are sent without the rest of the route. */
    kept?: FindKept;
  }
  interface FastifyRequest {
    /** Who asks. Set on every route but the public ones. */
    caller: Caller;
    /** The address of the organization as this client reaches it; every URL in the answer starts with it. */
    base: string;
  }
}
