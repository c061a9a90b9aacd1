import { type Static, Type } from 'typebox';
import { Link } from './common.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, WireEnum } from './json-schema.ts';

const text = Type.Optional(Type.String());
const Headers = Type.Optional(Type.Array(Type.Object({ name: Type.String(), value: Type.String() })));

const source = {
  dataSourceName: text,
  parameters: Type.Optional(Dictionary(Type.String())),
  headers: Headers,
  requestVerb: text,
  requestContent: text,
  resultSelector: text,
};

/**
 * A request over a service connection, in both forms that the service has at one address: with `endpointId` in the query the details, without it
 * a binding that names the endpoint itself.
 */
export const EndpointProxyRequest = Type.Object({
  ...source,
  endpointId: text,
  endpointUrl: text,
  target: text,
  resultTemplate: text,
  dataSourceDetails: Type.Optional(Type.Object({ ...source, dataSourceUrl: text, resourceUrl: text })),
  resultTransformationDetails: Type.Optional(Type.Object({ resultTemplate: text })),
  serviceEndpointDetails: Type.Optional(Type.Object({ url: text })),
});
export type EndpointProxyRequest = Static<typeof EndpointProxyRequest>;

/** The names of statuses as the service writes them. */
export const httpStatus = {
  continue: 100,
  switchingProtocols: 101,
  ok: 200,
  created: 201,
  accepted: 202,
  nonAuthoritativeInformation: 203,
  noContent: 204,
  resetContent: 205,
  partialContent: 206,
  multipleChoices: 300,
  movedPermanently: 301,
  found: 302,
  seeOther: 303,
  notModified: 304,
  useProxy: 305,
  unused: 306,
  temporaryRedirect: 307,
  badRequest: 400,
  unauthorized: 401,
  paymentRequired: 402,
  forbidden: 403,
  notFound: 404,
  methodNotAllowed: 405,
  notAcceptable: 406,
  proxyAuthenticationRequired: 407,
  requestTimeout: 408,
  conflict: 409,
  gone: 410,
  lengthRequired: 411,
  preconditionFailed: 412,
  requestEntityTooLarge: 413,
  requestUriTooLong: 414,
  unsupportedMediaType: 415,
  requestedRangeNotSatisfiable: 416,
  expectationFailed: 417,
  upgradeRequired: 426,
  internalServerError: 500,
  notImplemented: 501,
  badGateway: 502,
  serviceUnavailable: 503,
  gatewayTimeout: 504,
  httpVersionNotSupported: 505,
} as const;

/** What came of a request: `result` is what the selector found, or all of the answer. */
export const EndpointProxyResult = Closed({
  statusCode: WireEnum(httpStatus),
  errorMessage: Type.String(),
  result: Type.Unknown(),
  callbackContextParameters: Dictionary(Type.String()),
  callbackRequired: Type.Boolean(),
});
export type EndpointProxyResult = Static<typeof EndpointProxyResult>;

const taskResult = { succeeded: 0, succeededWithIssues: 1, failed: 2, canceled: 3, skipped: 4, abandoned: 5 } as const;

const Owner = Closed({ id: Int32, name: Type.String(), _links: Closed({ self: Link, web: Link }) });

/** That a job used a service connection. Its times and result are those of the job; absent until it has some. */
export const EndpointExecution = Closed({
  endpointId: Guid,
  data: Closed({
    id: Int32,
    planType: Type.Literal('Build'),
    definition: Owner,
    owner: Owner,
    startTime: Type.Optional(DateTime),
    finishTime: Type.Optional(DateTime),
    result: Type.Optional(WireEnum(taskResult)),
    ownerDetails: Type.String(),
  }),
});
export type EndpointExecution = Static<typeof EndpointExecution>;
