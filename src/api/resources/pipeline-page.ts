import type { Pipeline } from '../../run/ports/catalogue.ts';
import { serviceError } from '../http/errors.ts';

type Order = (a: Pipeline, b: Pipeline) => number;

const byName: Order = (a, b) => compareTexts(a.name, b.name) || compareTexts(a.folder, b.folder) || a.id - b.id;
const byId: Order = (a, b) => a.id - b.id;

const orders: Readonly<Record<string, Order>> = {
  name: byName,
  'name asc': byName,
  'name desc': (a, b) => byName(b, a),
  id: byId,
  'id asc': byId,
  'id desc': (a, b) => byId(b, a),
};

/**
 * A page of pipelines in the order asked for, all of them unless `$top` says otherwise. The token is the id of the page's last pipeline:
 * the next page begins after it, whatever was added in between.
 */
export function pageOfPipelines(
  all: readonly Pipeline[],
  query: { readonly orderBy?: string; readonly $top?: number; readonly continuationToken?: string },
): { readonly page: readonly Pipeline[]; readonly continuationToken: string | undefined } {
  const sorted = all.toSorted(orderOf(query.orderBy));
  const from = query.continuationToken === undefined ? 0 : after(sorted, query.continuationToken);
  const page = sorted.slice(from, query.$top === undefined ? undefined : from + query.$top);
  const last = page.at(-1);
  const isLastPage = last === undefined || from + page.length >= sorted.length;
  return { page, continuationToken: isLastPage ? undefined : Buffer.from(`${last.id}`).toString('base64url') };
}

function orderOf(text: string | undefined): Order {
  if (text === undefined || text.trim() === '') return byName;
  const order = orders[text.trim().toLowerCase().replace(/\s+/g, ' ')];
  if (order !== undefined) return order;
  throw serviceError('argument', `The order '${text}' is not known. Known are: ${Object.keys(orders).join(', ')}.`);
}

function after(sorted: readonly Pipeline[], token: string): number {
  const id = Number(Buffer.from(token, 'base64url').toString());
  const index = sorted.findIndex(pipeline => pipeline.id === id);
  if (index !== -1) return index + 1;
  throw serviceError('argument', `The continuation token '${token}' is not valid.`);
}

function compareTexts(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}
