import { type ExpandedMapping, memberOf } from '../../template/expanded.ts';
import type { PlanFilters } from '../model.ts';
import { mapping, texts } from './fields.ts';

export const everything: PlanFilters = { include: [], exclude: [] };

/** The filters under a key: `include` and `exclude`, or a list that is all include. */
export function filters(owner: ExpandedMapping, key: string): PlanFilters {
  const both = mapping(owner, key);
  if (both === undefined) return { include: texts(owner, key), exclude: [] };
  return { include: texts(both, 'include'), exclude: texts(both, 'exclude') };
}

export function has(owner: ExpandedMapping, key: string): boolean {
  return memberOf(owner, key) !== undefined;
}
