import { conversionMessage, toBoolean, toDateTime, toNumber, toText, toVersion } from '../convert.ts';
import { DateTime, type Value, Version } from '../value.ts';
import { compareTexts } from '../values/letters.ts';
import { compareVersions } from '../values/versions.ts';
import { fail } from './failure.ts';

/** Whether two values are equal after the right one took the left one's type; arrays and objects only where they are the same one. */
export function areEqual(left: Value, right: Value): boolean {
  switch (typeof left) {
    case 'boolean':
      return left === toBoolean(right);
    case 'number':
      return left === toNumber(right);
    case 'string': {
      const text = toText(right);
      return text !== undefined && compareTexts(left, text) === 0;
    }
  }
  if (left === null) return right === null || right === '';
  if (left instanceof Version) {
    const version = toVersion(right);
    return version !== undefined && compareVersions(left, version) === 0;
  }
  return left instanceof DateTime ? left.instant === toDateTime(right)?.instant : left === right;
}

/** Below 0, 0 or above 0, after the right value took the left one's type. What has no order counts as a number, which fails for most. */
export function compare(left: Value, right: Value): number {
  switch (typeof left) {
    case 'boolean':
      return Number(left) - Number(toBoolean(right));
    case 'string':
      return compareTexts(left, toText(right) ?? fail(conversionMessage(right, 'String')));
  }
  if (left instanceof Version)
    return compareVersions(left, toVersion(right) ?? fail(conversionMessage(right, 'Version')));
  if (left instanceof DateTime) {
    return left.instant - (toDateTime(right) ?? fail(conversionMessage(right, 'DateTime'))).instant;
  }
  return numberOf(left) - numberOf(right);
}

function numberOf(value: Value): number {
  return toNumber(value) ?? fail(conversionMessage(value, 'Number'));
}
