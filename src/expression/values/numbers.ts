/** The service counts in decimals of 96 bits; what is larger is no number to it. */
const largest = 7.922816251426434e28;

/** How many decimals a number keeps as a text. */
const printedDecimals = 7;

const literalShape = /^-?(?:\d+(?:\.\d*)?|\.\d+)$/;
const textShape = /^[\t-\r ]*[-+]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)[\t-\r ]*$/;

/** The number that a literal of an expression stands for: no grouping, no plus sign. Its digits where a double would change them. */
export function literalNumber(text: string): number | string | undefined {
  return literalShape.test(text) ? exactNumber(text) : undefined;
}

/**
 * A number as written (`12`, `-1.5`, `1e3`); `undefined` where it is none to the service. The service's decimals keep 28 digits: a number
 * beyond the whole numbers of a double stays the text of its digits, so that an identifier of 18 digits is printed as it was written.
 */
export function exactNumber(text: string): number | string | undefined {
  const value = withinRange(Number(text));
  if (value === undefined || Number.isNaN(value)) return undefined;
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  return /^[-+]?\d+$/.test(text) ? BigInt(text.replace('+', '')).toString() : text;
}

/** The number that a text converts to: the empty text is 0, commas may group the digits before the point. */
export function textNumber(text: string): number | undefined {
  if (text === '') return 0;
  return textShape.test(text) ? withinRange(Number(text.replaceAll(',', ''))) : undefined;
}

function withinRange(value: number): number | undefined {
  return Math.abs(value) > largest ? undefined : value;
}

/** A number as text: all digits before the point, up to seven after it, no zeros at the end. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return wholeText(value);
  const fixed = value.toFixed(printedDecimals).replace(/\.?0+$/, '');
  return fixed === '-0' ? '0' : fixed;
}

/** A number in JSON, which keeps all decimals. */
export function numberJson(value: number): string {
  return Number.isInteger(value) ? wholeText(value) : String(value);
}

function wholeText(value: number): string {
  return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString();
}
