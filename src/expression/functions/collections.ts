import { conversionMessage, toText } from '../convert.ts';
import { isArray } from '../evaluation/access.ts';
import { areEqual } from '../evaluation/compare.ts';
import { fail } from '../evaluation/failure.ts';
import { ObjectValue, type Value } from '../value.ts';
import type { Arguments } from './arguments.ts';

export function isAmong(args: Arguments): boolean {
  const wanted = args.value(0);
  for (let i = 1; i < args.count; i++) {
    if (areEqual(wanted, args.value(i))) return true;
  }
  return false;
}

export function containsValue(args: Arguments): boolean {
  const items = itemsOf(args.value(0));
  if (items === undefined) return false;
  const wanted = args.value(1);
  for (const item of items) {
    if (areEqual(wanted, item)) return true;
  }
  return false;
}

function itemsOf(value: Value): Iterable<Value> | undefined {
  if (value instanceof ObjectValue) return value.entries.values();
  return isArray(value) ? value : undefined;
}

export function coalesce(args: Arguments): Value {
  let value: Value = null;
  for (let i = 0; i < args.count; i++) {
    value = args.value(i);
    if (value !== null && value !== '') return value;
  }
  return value;
}

export function length(args: Arguments): number {
  const value = args.value(0);
  if (value instanceof ObjectValue) return value.entries.size;
  if (isArray(value)) return value.length;
  return (toText(value) ?? fail(conversionMessage(value, 'String'))).length;
}
