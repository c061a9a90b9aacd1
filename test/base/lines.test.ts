import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LineIndex } from '../../src/base/lines.ts';

describe('lines are counted as the service counts them', () => {
  const rows: readonly (readonly [name: string, text: string, line: number, column: number])[] = [
    ['after a line feed', 'a\nb#', 2, 2],
    ['after both returns', 'a\r\nb#', 2, 2],
    ['after a lone carriage return', 'a\rb#', 2, 2],
    ['after a next-line character', 'a\u0085b#', 2, 2],
    ['after a line separator', 'a\u2028b#', 2, 2],
    ['after a paragraph separator', 'a\u2029b#', 2, 2],
    ['behind a byte order mark', '\ufeffab#', 1, 3],
    ['at a byte order mark within the text', 'a\n\ufeff#', 2, 2],
    ['in an empty line', 'a\n\n#', 3, 1],
  ];
  for (const [name, text, line, column] of rows) {
    test(name, () => assert.deepEqual(new LineIndex(text).at(text.indexOf('#')), { line, column }));
  }

  test('the offset of a byte order mark is the first column', () => {
    assert.deepEqual(new LineIndex('\ufeffa').at(0), { line: 1, column: 1 });
  });
});
