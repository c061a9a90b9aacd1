import { Version } from '../value.ts';

const partShape = /^[\t-\r ]*(?:\+?\d+|-0+)[\t-\r ]*$/;
const largestPart = 2_147_483_647;

/** The version that a text stands for: two to four parts. */
export function textVersion(text: string): Version | undefined {
  const parts = text.split('.', 5);
  if (parts.length < 2 || parts.length > 4) return undefined;
  const numbers: number[] = [];
  for (const part of parts) {
    const number = Math.abs(Number(part));
    if (!partShape.test(part) || number > largestPart) return undefined;
    numbers.push(number);
  }
  return new Version(numbers);
}

export function versionText(version: Version): string {
  return version.parts.join('.');
}

/** Below 0, 0 or above 0. A part that is not there comes before 0: `1.2` is less than `1.2.0`. */
export function compareVersions(left: Version, right: Version): number {
  for (let i = 0; i < 4; i++) {
    const difference = (left.parts[i] ?? -1) - (right.parts[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
