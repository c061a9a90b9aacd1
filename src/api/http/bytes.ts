import type { Api } from './api.ts';

/** Makes the routes of a scope read `application/octet-stream` as bytes; no other route does. */
export function readBytes(scope: Api): void {
  scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}
