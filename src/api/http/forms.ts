import type { Api } from './api.ts';

/** The media type of forms. */
export const formType = 'application/x-www-form-urlencoded';

/**
 * Lets the routes of a scope read forms, and nothing else: a body of any other type is answered by the routes as one that says nothing. The values of a
 * field that is there several times are joined by spaces.
 */
export function readForms(scope: Api): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<string>(formType, { parseAs: 'string' }, (_request, body, done) =>
    done(null, fieldsOf(new URLSearchParams(body))),
  );
  scope.addContentTypeParser<string>('*', { parseAs: 'string' }, (_request, _body, done) => done(null, undefined));
}

function fieldsOf(form: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(form.keys())].map(name => [name, form.getAll(name).join(' ')]));
}
