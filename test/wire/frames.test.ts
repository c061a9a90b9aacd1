import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameReader, frameOf } from '../../src/wire/frames.ts';

const messages = [
  { id: 1, text: 'äöü 🚂', none: undefined },
  [],
  { bytes: Buffer.from([0, 255, 10]) },
  'x'.repeat(300),
];

function stream(): Buffer {
  return Buffer.concat([messages.slice(0, 2), [], messages.slice(2)].flatMap(frameOf));
}

/** What arrives, with bytes as lists of numbers. */
function read(pieces: readonly Uint8Array[]): unknown {
  const reader = new FrameReader();
  const arrived = pieces.flatMap(piece => reader.push(piece)) as typeof messages;
  return arrived.map(each => (typeof each === 'object' && 'bytes' in each ? [...(each.bytes ?? [])] : each));
}

const expected = [messages[0], [], [0, 255, 10], messages[3]];

test('messages arrive as they were, wherever the stream is cut', () => {
  const bytes = stream();
  for (let at = 0; at <= bytes.length; at += 1)
    assert.deepEqual(read([bytes.subarray(0, at), bytes.subarray(at)]), expected, `cut at ${at}`);
});

test('messages arrive byte by byte', () => {
  assert.deepEqual(read([...stream()].map(byte => Uint8Array.of(byte))), expected);
});
