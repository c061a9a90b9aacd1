import { type EndpointProxyResult, httpStatus } from '../../wire/endpoint-proxy.ts';

type StatusName = EndpointProxyResult['statusCode'];

/** The service's name of a status; for one that it has no name for that of its family. */
export function statusName(status: number): StatusName {
  const found = Object.entries(httpStatus).find(([, number]) => number === status);
  if (found !== undefined) return found[0] as StatusName;
  if (status < 300) return 'ok';
  return status < 400 ? 'multipleChoices' : status < 500 ? 'badRequest' : 'internalServerError';
}

/** What came of a request over a service connection. */
export function proxyResult(statusCode: StatusName, errorMessage: string, result: unknown): EndpointProxyResult {
  return { statusCode, errorMessage, result, callbackContextParameters: {}, callbackRequired: false };
}
