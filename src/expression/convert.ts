import { quoted } from './parsing/characters.ts';
import { DateTime, ObjectValue, type Value, Version } from './value.ts';
import { dateText, textDate } from './values/dates.ts';
import { writeJson } from './values/json.ts';
import { numberText, textNumber } from './values/numbers.ts';
import { textVersion, versionText } from './values/versions.ts';
import { wording } from './wording.ts';

export { exactNumber } from './values/numbers.ts';

/** A value's type as the service's messages name it. */
export type Kind = 'Null' | 'Boolean' | 'Number' | 'String' | 'Version' | 'DateTime' | 'Array' | 'Object';

export function kindOf(value: Value): Kind {
  switch (typeof value) {
    case 'boolean':
      return 'Boolean';
    case 'number':
      return 'Number';
    case 'string':
      return 'String';
  }
  if (value === null) return 'Null';
  if (value instanceof Version) return 'Version';
  if (value instanceof DateTime) return 'DateTime';
  return value instanceof ObjectValue ? 'Object' : 'Array';
}

/** Null, 0, the empty text and false are false; everything else is true, `'False'` and an empty object too. */
export function toBoolean(value: Value): boolean {
  return value !== null && value !== false && value !== 0 && value !== '';
}

/** `undefined` where the service can't convert: versions, times, arrays, objects, and texts that are no number. Null and `''` are 0. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return textNumber(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === null ? 0 : undefined;
}

/** The text of a value as it is inserted into YAML: `True`, `1.5`, `''` for null. `undefined` for arrays and objects. */
export function toText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return '';
  if (value instanceof Version) return versionText(value);
  return value instanceof DateTime ? dateText(value) : undefined;
}

/** `undefined` for everything but versions, texts of two to four parts, and numbers with a fraction. */
export function toVersion(value: Value): Version | undefined {
  if (value instanceof Version) return value;
  if (typeof value === 'string') return textVersion(value);
  return typeof value === 'number' ? textVersion(numberText(value)) : undefined;
}

/** `undefined` for everything but times and texts in ISO 8601. */
export function toDateTime(value: Value): DateTime | undefined {
  if (value instanceof DateTime) return value;
  return typeof value === 'string' ? textDate(value) : undefined;
}

/** A value as messages and traces show it: texts quoted, arrays and objects by their kind. */
export function showValue(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  return value === null ? 'Null' : (toText(value) ?? kindOf(value));
}

/** What the service says of a value that has no such form: `Unable to convert from Array to String. Value: Array`. */
export function conversionMessage(value: Value, to: Kind): string {
  return wording.notConvertible(kindOf(value), to, showValue(value));
}

/**
 * A value as `convertToJson` prints it: indented by two spaces, names in authored order, versions and times as texts. `take` hears the
 * length of each piece as it is made, and may throw to stop. Takes any depth.
 */
export function toJson(value: Value, take?: (length: number) => void): string {
  return writeJson(value, take);
}
