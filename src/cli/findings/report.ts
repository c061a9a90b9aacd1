import type { Finding, SourceFiles, Span } from '../../base/finding.ts';
import type { Position } from '../../base/lines.ts';

type Found = { readonly findings: readonly Finding[]; readonly files: SourceFiles };
type Located = { readonly file: string; readonly start?: Position; readonly end?: Position };

/** Findings as a JSON array, lines and columns counted from 1. */
export function findingsAsJson(found: readonly Found[]): string {
  const entries = found.flatMap(({ findings, files }) =>
    findings.map(({ code, severity, message, at, via, hint }) => {
      const { file, start, end } = locate(at, files) ?? {};
      const trail = via.map(span => ({ file: span.file, ...locate(span, files)?.start }));
      return { file, ...start, endLine: end?.line, endColumn: end?.column, severity, code, message, hint, via: trail };
    }),
  );
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

/** Findings as SARIF 2.1.0, which editors and code hosts show in place. */
export function findingsAsSarif(found: readonly Found[], version: string): string {
  const results = found.flatMap(({ findings, files }) =>
    findings.map(({ code, severity, message, at, via }) => ({
      ruleId: code,
      level: severity,
      message: { text: message },
      locations: [locate(at, files)].filter(isThere).map(sarifLocation),
      relatedLocations: via
        .map(span => locate(span, files))
        .filter(isThere)
        .map(sarifLocation),
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
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function locate(at: Finding['at'], files: SourceFiles): Located | undefined {
  if (at === undefined) return undefined;
  const lines = files.get(at.file)?.lines;
  if (!isSpan(at) || lines === undefined) return { file: at.file };
  return { file: at.file, start: lines.at(at.start), end: lines.at(at.end) };
}

function isSpan(at: NonNullable<Finding['at']>): at is Span {
  return 'start' in at;
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
