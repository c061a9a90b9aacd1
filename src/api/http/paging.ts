import { serviceError } from './errors.ts';

/** How much came before a page, by its continuation token. Throws the refusal of a token that was not given here. */
export function offsetOf(continuationToken: string | undefined): number {
  if (continuationToken === undefined || continuationToken === '') return 0;
  if (/^\d{1,9}$/.test(continuationToken)) return Number(continuationToken);
  throw serviceError('argument', `The continuation token '${continuationToken}' is not valid for this query.`);
}
