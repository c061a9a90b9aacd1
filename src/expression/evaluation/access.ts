import { toNumber, toText } from '../convert.ts';
import { ObjectValue, type Value } from '../value.ts';
import { wording } from '../wording.ts';
import { fail } from './failure.ts';

/** What `.*` gives: every further step is taken by each of its items, and those that can't take it are left out. */
class FilteredArray extends Array<Value> {}

/** `object.name` and `object[key]`; null where there is nothing of that name, or nothing to have it. */
export function member(object: Value, key: Value): Value {
  if (object instanceof FilteredArray) return memberOfEach(object, key);
  if (object instanceof ObjectValue) return memberOfObject(object, key);
  return isArray(object) ? (itemAt(object, key) ?? null) : null;
}

/** `object.*`: the items of an array, the values of an object, nothing of everything else. */
export function filter(object: Value): readonly Value[] {
  const filtered = new FilteredArray();
  const collect = (from: Value): void => {
    for (const item of itemsOf(from)) filtered.push(item);
  };
  if (object instanceof FilteredArray) object.forEach(collect);
  else collect(object);
  return filtered;
}

export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function itemsOf(value: Value): Iterable<Value> {
  if (value instanceof ObjectValue) return value.entries.values();
  return isArray(value) ? value : [];
}

function memberOfObject(object: ObjectValue, key: Value): Value {
  const name = toText(key);
  if (name === undefined) return null;
  const found = object.get(name);
  if (found !== undefined) return found;
  return object.missing === 'error' ? fail(wording.keyNotFound(name)) : null;
}

function memberOfEach(items: readonly Value[], key: Value): Value {
  const members = new FilteredArray();
  const name = toText(key);
  for (const item of items) {
    const found = memberOfItem(item, name, key);
    if (found !== undefined) members.push(found);
  }
  return members;
}

function memberOfItem(item: Value, name: string | undefined, key: Value): Value | undefined {
  if (item instanceof ObjectValue) return name === undefined ? undefined : item.get(name);
  return isArray(item) ? itemAt(item, key) : undefined;
}

/** The item at an index, which may be a fraction or a text; never from the end. */
function itemAt(items: readonly Value[], key: Value): Value | undefined {
  const index = toNumber(key);
  return index === undefined || index < 0 ? undefined : items[Math.floor(index)];
}
