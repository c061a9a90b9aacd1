import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, printFinding, type SourceFiles, type Span } from '../../src/base/finding.ts';
import type { Compilation, CompileInput } from '../../src/plan/compilation.ts';
import { compile } from '../../src/plan/compile.ts';
import { builtInTaskInputs } from '../../src/plan/task-inputs.ts';
import { folderSource } from '../../src/source/folder-source.ts';
import type { SourceReader } from '../../src/template/source-reader.ts';

/** What a case's `input.json` may say. `repositories` are folders of the case by alias. */
type CaseInput = {
  readonly templateParameters?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly repositories?: Readonly<Record<string, string>>;
  readonly warnings?: boolean;
  /** The files that the case keeps, where it does not keep all. */
  readonly kept?: readonly string[];
};

const taskInputs = builtInTaskInputs();

/** Folders `area/case` below the golden folder. */
export function caseNames(root: string): readonly string[] {
  const areas = readdirSync(root, { withFileTypes: true }).filter(entry => entry.isDirectory());
  return areas.flatMap(({ name: area }) => readdirSync(join(root, area)).map(name => `${area}/${name}`));
}

/** What a case gives, by the name of the file that keeps it: `final.yml` and `plan.json`, `findings.txt` where there are some. */
export function outcome(folder: string): ReadonlyMap<string, string> {
  const compilation = compileCase(folder);
  const { plan, finalYaml, findings, files } = compilation;
  const lines = findings.map(
    finding => `${mark(finding)}${printFinding(finding, files)}${trail(finding.via, files)}\n`,
  );
  const found: readonly (readonly [string, string])[] = lines.length === 0 ? [] : [['findings.txt', lines.join('')]];
  if (finalYaml === undefined) return new Map(found);
  const all = [
    ...found,
    ['final.yml', finalYaml],
    ['plan.json', `${JSON.stringify(plan, (_, value) => placeText(value, files), 2)}\n`],
    ['source-map.txt', sourceMapText(compilation)],
  ] as const;
  const { kept } = inputOf(folder);
  return new Map(all.filter(([name]) => kept?.includes(name) ?? true));
}

function inputOf(folder: string): CaseInput {
  const path = join(folder, 'input.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function mark({ severity }: Finding): string {
  return severity === 'warning' ? 'warning: ' : '';
}

/** Compiles the pipeline of a case with its input. */
export function compileCase(
  folder: string,
  more: Partial<CompileInput> = {},
  change: (reader: SourceReader) => SourceReader = reader => reader,
): Compilation {
  const { repositories = {}, kept: _, ...rest } = inputOf(folder);
  const folders = Object.entries(repositories).map(([alias, name]) => [alias, join(folder, name)]);
  const reader = folderSource(folder, Object.fromEntries(folders));
  return compile({
    path: '/azure-pipelines.yml',
    reader: change(withoutMachine(reader)),
    taskInputs,
    ...rest,
    ...more,
  });
}

/** The same reader, whose answers do not depend on where the checkout is. */
function withoutMachine(reader: SourceReader): SourceReader {
  return {
    read(repository, path) {
      const answer = reader.read(repository, path);
      if (answer?.found !== false) return answer;
      return { found: false, url: `https://git.test/${repository.name}`, branch: 'refs/heads/main', version: 'abc123' };
    },
  };
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'file' in value && 'start' in value && 'end' in value;
}

function placeText(value: unknown, files: SourceFiles): unknown {
  return isSpan(value) ? place(value, files) : value;
}

function place(span: Span, files: SourceFiles): string {
  const position = files.get(span.file)?.lines.at(span.start);
  return `${span.file}:${position?.line}:${position?.column}`;
}

function trail(via: readonly Span[], files: SourceFiles): string {
  if (via.length > 5) return `\n    via ${via.length} references`;
  return via.length === 0 ? '' : `\n    via ${via.map(span => place(span, files)).join(' > ')}`;
}

function sourceMapText({ sourceMap, files }: Compilation): string {
  const lines = sourceMap.map(line => line && [...line.via, line.at].map(span => place(span, files)).join(' > '));
  return `${lines.map(line => line ?? '-').join('\n')}\n`;
}
