import type { Finding } from '../../base/finding.ts';
import { byteOrderMark, carriageReturn, isBreak, lineFeed } from './chars.ts';
import type { Cursor } from './cursor.ts';
import { type FailureCode, type Wording, wording } from './wording.ts';

/** Thrown to leave the reader's recursion at the first error; the door turns it into findings. */
export class ReadFailure {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    this.findings = findings;
  }
}

/** Ends the reading: what stands from `start` to `end` can't be read. */
export function fail(cursor: Cursor, code: FailureCode, start: number, end = start): never {
  throw new ReadFailure([failure(cursor, code, start, end)]);
}

/** Ends the reading: anchors are not supported, nor what refers to them. */
export function failAnchor(cursor: Cursor, name: string): never {
  const { pos } = cursor;
  const anchor = failure(cursor, 'yaml.anchor', pos, pos);
  const message = anchor.message.replace('{name}', () => name);
  throw new ReadFailure([{ ...anchor, message }, failure(cursor, 'yaml.anchor-echo', pos, pos)]);
}

function failure(cursor: Cursor, code: FailureCode, start: number, end: number): Finding {
  const { form, text, hint }: Wording = wording[code];
  const common = { code, severity: 'error', via: [], ...(hint === undefined ? {} : { hint }) } as const;
  const { file } = cursor;
  switch (form) {
    case 'marks':
      return { ...common, message: `(${mark(cursor, start)}) - (${mark(cursor, end)}): ${text}`, at: { file } };
    case 'place':
      return { ...common, message: ` ${text}`, at: { file, start, end } };
    case 'file':
      return { ...common, message: text, at: { file } };
    case 'bare':
      return { ...common, message: text, at: undefined };
  }
}

/** A position as the library writes it. A byte order mark does not count. */
function mark(cursor: Cursor, offset: number): string {
  const first = cursor.at(0) === byteOrderMark ? 1 : 0;
  let line = 1;
  let lineStart = first;
  for (let i = first; i < offset; i++) {
    const c = cursor.at(i);
    if (!isBreak(c) || (c === carriageReturn && cursor.at(i + 1) === lineFeed)) continue;
    line++;
    lineStart = i + 1;
  }
  return `Line: ${line}, Col: ${offset - lineStart + 1}, Idx: ${offset - first}`;
}
