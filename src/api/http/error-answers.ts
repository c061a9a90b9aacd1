import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AccessRefusal } from '../../access/refusal.ts';
import { ContainerRefusal } from '../../artifacts/container-refusal.ts';
import { HookRefusal } from '../../hooks/refusal.ts';
import { ResourceRefusal } from '../../resources/refusal.ts';
import { CodeRefusal } from '../../run/code-refusal.ts';
import { PolicyRefusal } from '../../run/policy-refusal.ts';
import { PullRequestRefusal } from '../../run/pull-request-refusal.ts';
import { AgentServerError } from '../../wire/agent-protocol.ts';
import type { FrameworkError } from '../../wire/common.ts';
import type { Entrance } from './entrance.ts';
import { argumentNull } from './error-words.ts';
import { envelopeOf, FrameworkRefusal, ServiceError, serviceError, serviceErrorOf, Throttled } from './errors.ts';
import type { ProblemPages } from './problem-pages.ts';
import { Unreadable } from './reading.ts';

/** Told of what went wrong with us, and by which activity id the client knows it. */
export type ReportFault = (error: unknown, activityId: string) => void;

/** The longest message that is repeated in a header, in bytes as it is encoded there; clients refuse long headers. */
const headerMessageBytes = 2_048;

/** Answers whatever a hook or a route threw, in one of the service's two shapes; to who looks at a page, on a page. */
export function errorAnswers(report: ReportFault, pages: ProblemPages) {
  const known = (thrown: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const error = answerable(thrown, request);
    if (error instanceof FrameworkRefusal || error instanceof ServiceError) return error;
    report(thrown, String(reply.getHeader('activityid')));
    return serviceError('fault', 'An unexpected error occurred on the server.');
  };
  return (thrown: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const error = known(thrown, request, reply);
    if (error instanceof Throttled) sayWhen(error, reply);
    if (pages.areFor(request)) return pages.show(error, request, reply);
    return error instanceof FrameworkRefusal ? refuse(error, reply) : answer(error, request, reply);
  };
}

/** Answers a path that no route has: below `_apis` in the envelope, as the areas that are served answer; elsewhere as plain text. */
export function unknownRouteAnswers(entrance: Entrance) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    entrance.stamp(request, reply, entrance.begin(request, reply));
    const [path = ''] = request.url.split('?', 1);
    const message = `The controller for path '${path}' was not found or does not implement IController.`;
    if (/\/_apis(\/|$)/i.test(path)) return answer(serviceError('routeMissing', message), request, reply);
    repeatInHeader(message, reply);
    // A client that looks for the tenant of an organization asks for the organization alone.
    reply.header('x-vss-resourcetenant', noTenant);
    return reply.code(404).header('content-type', 'text/plain; charset=utf-8').send(message);
  };
}

/** Answers a path that can't be read: escapes that are none, a segment that is too long. No hook has seen the request. */
export function unreadablePathAnswers(entrance: Entrance) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    entrance.stamp(request, reply, entrance.begin(request, reply));
    refuse(new FrameworkRefusal(error.statusCode ?? 400, 'The request is invalid.'), reply);
  };
}

function answerable(thrown: FastifyError | Error, request: FastifyRequest): unknown {
  if (thrown instanceof Unreadable) return thrown.isMissingBody ? argumentNull('body') : invalidRequest();
  if (thrown instanceof AgentServerError) return agentError(thrown);
  if (isRefusal(thrown)) return serviceError(thrown.reason, thrown.message);
  if ('code' in thrown && typeof thrown.code === 'string') return refusals[thrown.code]?.(request) ?? byStatus(thrown);
  return byStatus(thrown);
}

function isRefusal(thrown: Error) {
  return (
    thrown instanceof ResourceRefusal ||
    thrown instanceof AccessRefusal ||
    thrown instanceof HookRefusal ||
    thrown instanceof ContainerRefusal ||
    thrown instanceof CodeRefusal ||
    thrown instanceof PolicyRefusal ||
    thrown instanceof PullRequestRefusal
  );
}

function agentError({ status, message }: AgentServerError): ServiceError {
  if (status === 404) return serviceError('jobMissing', message);
  if (status === 409) return serviceError('sessionConflict', message);
  return serviceErrorOf(status, 'agentRefusal', message);
}

/** The tenant of organizations without a directory: nobody signs in elsewhere. */
const noTenant = '00000000-0000-0000-0000-000000000000';

const invalidRequest = () => new FrameworkRefusal(400, 'The request is invalid.');

/** What the server's own checks are called, and what they are answered with. */
const refusals: Readonly<Record<string, (request: FastifyRequest) => FrameworkRefusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ({ routeOptions }) =>
    new FrameworkRefusal(413, `The request body is longer than ${routeOptions.bodyLimit} bytes.`),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ({ headers }) =>
    new FrameworkRefusal(
      415,
      `The request entity's media type '${headers['content-type'] ?? ''}' is not supported for this resource.`,
    ),
};

// A body that is not JSON, or does not have the length it announced, is thrown with a status and without a code of its own.
function byStatus(thrown: FastifyError | Error): unknown {
  const { statusCode } = thrown as { readonly statusCode?: number };
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? invalidRequest() : thrown;
}

function refuse(error: FrameworkRefusal, reply: FastifyReply): FastifyReply {
  const body: FrameworkError = { count: 1, value: { Message: error.message } };
  return reply.code(error.status).header('content-type', 'application/json; charset=utf-8').send(body);
}

function answer(error: ServiceError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.code(error.status).header('content-type', 'application/json; charset=utf-8');
  repeatInHeader(error.message, reply);
  if (error.status === 401) return challenge(error, request, reply);
  return reply.send(envelopeOf(error));
}

// The service leaves the body away when the client says that it is not a browser.
function challenge(error: ServiceError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('www-authenticate', [`Basic realm="${request.base}/"`, 'Bearer']);
  reply.header('x-vss-authorizationendpoint', `${new URL(request.base).origin}/`);
  reply.header('x-vss-resourcetenant', noTenant);
  const suppressed = String(request.headers['x-tfs-fedauthredirect']).toLowerCase() === 'suppress';
  return suppressed ? reply.removeHeader('content-type').send() : reply.send(envelopeOf(error));
}

// The names are the service's; its clients wait as long as Retry-After says.
function sayWhen({ excess }: Throttled, reply: FastifyReply): void {
  reply.headers({
    'retry-after': excess.retryAfterSeconds,
    'x-ratelimit-resource': 'Millrace/Requests',
    'x-ratelimit-delay': 0,
    'x-ratelimit-limit': excess.limit,
    'x-ratelimit-remaining': 0,
    'x-ratelimit-reset': Math.ceil(excess.resetAt / 1000),
  });
}

function repeatInHeader(message: string, reply: FastifyReply): void {
  const encoded = encodeURIComponent(message.toWellFormed());
  if (encoded.length <= headerMessageBytes) reply.header('x-tfs-serviceerror', encoded);
}
