import { LineIndex } from './lines.ts';

/** A stretch of one source file: offsets into its text, in UTF-16 units, `end` exclusive. */
export type Span = { readonly file: string; readonly start: number; readonly end: number };

/**
 * Where a finding is: a span prints as `/file (Line: 4, Col: 3): `, a file alone as `/file: `, `undefined` as the message alone.
 * The service uses all three, see docs/architecture.md.
 */
export type Place = Span | { readonly file: string } | undefined;

/** Something wrong, or doubtful, in the user's YAML. Never thrown: what is thrown is wrong with us. */
export type Finding = {
  /** Stable, for tools: `area.what`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The service's own words where it has some. */
  readonly message: string;
  readonly at: Place;
  /** The template references that led to `at`, outermost first; empty in the root file. */
  readonly via: readonly Span[];
  /** What would have been right, after the service's words; shown on a terminal or on request. */
  readonly hint?: string;
  /** Where the thing is that the message is about, when the service's words carry no place and `at` is therefore empty. */
  readonly about?: Span;
};

/** A value that could be made in spite of what was found. */
export type Checked<T> = { readonly value: T; readonly findings: readonly Finding[] };

/** A source file that took part in a compilation. `path` starts with `/`, from the repository's root; `@alias` follows for another repository. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  #lines: LineIndex | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }
}

export type SourceFiles = ReadonlyMap<string, SourceFile>;

/** One line of text for a finding, in the service's form: `/azure-pipelines.yml (Line: 4, Col: 3): Unexpected value 'stepz'`. */
export function printFinding(finding: Finding, files: SourceFiles): string {
  return `${placePrefix(finding.at, files)}${finding.message}`;
}

/** The stretch of source that a finding points at: where its message says, else the thing that the message is about. */
export function subjectOf({ at, about }: Finding): Span | undefined {
  return at !== undefined && 'start' in at ? at : about;
}

function placePrefix(at: Place, files: SourceFiles): string {
  if (at === undefined) return '';
  if (!('start' in at)) return `${at.file}: `;
  const position = files.get(at.file)?.lines.at(at.start);
  return position === undefined ? `${at.file}: ` : `${at.file} (Line: ${position.line}, Col: ${position.column}): `;
}
