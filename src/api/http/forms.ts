import type { Api } from './api.ts';

/** The media type of forms. */
export const formType = 'application/x-www-form-urlencoded';

/** Lets the routes of a scope read forms, and nothing else: a body of any other type is answered by the routes as one that says nothing. */
export function readForms(scope: Api): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<string>(formType, { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body))),
  );
  scope.addContentTypeParser<string>('*', { parseAs: 'string' }, (_request, _body, done) => done(null, undefined));
}
