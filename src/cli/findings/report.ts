import { type Finding, type SourceFiles, type Span, subjectOf } from '../../base/finding.ts';
import type { Position } from '../../base/lines.ts';

type Found = { readonly findings: readonly Finding[]; readonly files: SourceFiles };
type Located = { readonly file: string; readonly start?: Position; readonly end?: Position };

/** Findings as a JSON array, lines and columns counted from 1; a message without a place has that of what it is about. */
export function findingsAsJson(found: readonly Found[]): string {
  const entries = found.flatMap(({ findings, files }) =>
    findings.map(finding => {
      const { code, severity, message, via, hint } = finding;
      const { file, start, end } = locate(finding, files) ?? {};
      const trail = via.map(span => ({ file: span.file, ...locateSpan(span, files).start }));
      return { file, ...start, endLine: end?.line, endColumn: end?.column, severity, code, message, hint, via: trail };
    }),
  );
  return `${JSON.stringify(distinct(entries), undefined, 2)}\n`;
}

/** Findings as SARIF 2.1.0, which editors and code hosts show in place. */
export function findingsAsSarif(found: readonly Found[], version: string): string {
  const results = found.flatMap(({ findings, files }) =>
    findings.map(finding => ({
      ruleId: finding.code,
      level: finding.severity,
      message: { text: finding.message },
      locations: [locate(finding, files)].filter(isThere).map(sarifLocation),
      relatedLocations: finding.via.map(span => sarifLocation(locateSpan(span, files))),
    })),
  );
  const driver = {
    name: 'Millrace',
    version,
    rules: [...new Set(results.map(({ ruleId }) => ruleId))].map(id => ({ id })),
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results: distinct(results) }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** A mistake inside a loop is found in each turn of it. */
function distinct<T>(entries: readonly T[]): readonly T[] {
  return [...new Map(entries.map(entry => [JSON.stringify(entry), entry])).values()];
}

function locate(finding: Finding, files: SourceFiles): Located | undefined {
  const span = subjectOf(finding);
  if (span !== undefined) return locateSpan(span, files);
  return finding.at && { file: finding.at.file };
}

function locateSpan({ file, start, end }: Span, files: SourceFiles): Located {
  const lines = files.get(file)?.lines;
  return lines === undefined ? { file } : { file, start: lines.at(start), end: lines.at(end) };
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function sarifLocation({ file, start, end }: Located): object {
  const artifactLocation = { uri: encodeURI(file.replace(/^\//, '')), uriBaseId: '%SRCROOT%' };
  if (start === undefined || end === undefined) return { physicalLocation: { artifactLocation } };
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  return { physicalLocation: { artifactLocation, region } };
}
