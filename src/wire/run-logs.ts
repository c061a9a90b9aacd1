import { type Static, Type } from 'typebox';
import { Closed, DateTime, Int32 } from './json-schema.ts';

export const logExpansion = { none: 0, signedContent: 1 } as const;

/** An address that may be read without credentials until it expires. */
export const SignedUrl = Closed({ url: Type.String(), signatureExpires: DateTime });

/** A log of a run. */
export const Log = Closed({
  createdOn: DateTime,
  id: Int32,
  lastChangedOn: DateTime,
  lineCount: Type.Integer({ minimum: 0 }),
  signedContent: Type.Optional(SignedUrl),
  url: Type.String(),
});
export type Log = Static<typeof Log>;

/** The logs of a run; not the form that other lists have. */
export const LogCollection = Closed({ logs: Type.Array(Log), url: Type.String() });
