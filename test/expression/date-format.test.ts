import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatDate } from '../../src/expression/date-format.ts';

const morning = Date.UTC(2024, 1, 3, 4, 5, 6, 70);
const evening = Date.UTC(2019, 10, 25, 19, 0, 59, 123);

const formats: readonly (readonly [instant: number, format: string, printed: string | undefined])[] = [
  [morning, 'yyyyMMdd', '20240203'],
  [morning, 'yy-M-d y', '24-2-3 24'],
  [morning, 'yyy yyyyy', '2024 02024'],
  [morning, 'ddd dddd MMM MMMM', 'Sat Saturday Feb February'],
  [morning, 'HH:mm:ss H:m:s', '04:05:06 4:5:6'],
  [evening, 'hh h tt t', '07 7 PM P'],
  [Date.UTC(2024, 0, 1), 'h tt', '12 AM'],
  [morning, 'f ff fff fffffff', '0 07 070 0700000'],
  [morning, 'FFF', '07'],
  [morning, 'zzz zz z K', '+00:00 +00 +0 +00:00'],
  [morning, 'yyyy\'y\'"M"\\d', '2024yMd'],
  [morning, '%d', '3'],
  [morning, 'r', 'Sat, 03 Feb 2024 04:05:06 GMT'],
  [evening, 'd', '11/25/2019'],
  [evening, 's', '2019-11-25T19:00:59'],
  [evening, 'u', '2019-11-25 19:00:59Z'],
  [evening, 'o', '2019-11-25T19:00:59.1230000+00:00'],
  [evening, 'D', 'Monday, 25 November 2019'],
  [morning, '', undefined],
  [morning, 'q', undefined],
  [morning, "yyyy'", undefined],
  [morning, 'yyyy\\', undefined],
  [morning, 'yyyy%', undefined],
  [morning, 'ffffffff', undefined],
];
describe('dates', () => {
  for (const [instant, format, printed] of formats) {
    test(`${format} prints ${printed}`, () => assert.equal(formatDate(instant, format), printed));
  }
});
