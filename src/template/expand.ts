import type { Finding, SourceFiles } from '../base/finding.ts';
import { ObjectValue } from '../expression/value.ts';
import { Documents, type TemplateDocument } from './engine/documents.ts';
import { Expansion } from './engine/expansion.ts';
import { Frame } from './engine/frame.ts';
import { Halt } from './engine/halt.ts';
import { bindQueued } from './engine/parameters.ts';
import { withPayloads } from './engine/payloads.ts';
import { Report } from './engine/report.ts';
import { declareRepositories } from './engine/repositories.ts';
import type { ExpandedMapping } from './expanded.ts';
import type { Normaliser } from './normaliser.ts';
import type { Schema } from './schema.ts';
import type { SourceReader, SourceRepository } from './source-reader.ts';
import type { UsedDocument } from './used-document.ts';

export type ExpandOptions = {
  /** Path of the first file, with a leading `/`. */
  readonly path: string;
  readonly reader: SourceReader;
  /** The text of the first file in place of its own. */
  readonly override?: string;
  readonly schema: Schema;
  /** The definition that the first file follows. */
  readonly definition: string;
  readonly normalisers: Readonly<Record<string, Normaliser>>;
  /** Values of the first file's parameters, as text. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What calls from outside brought, as JSON by the alias of their webhook: `parameters` has it beside the declared ones. */
  readonly payloads?: Readonly<Record<string, string>>;
  /** Variables known before any that the files declare. */
  readonly variables: Readonly<Record<string, string>>;
  /** Names, in lower case, of variables that no file may declare. */
  readonly systemVariables: ReadonlySet<string>;
  /** How many files may take part. Default: the service's own limit, `templateFiles`. */
  readonly maxFiles?: number;
};

/** `root` is there unless a finding is an error. `parameters` are those of the first file, as bound. */
export type Expanded = {
  readonly root: ExpandedMapping | undefined;
  readonly parameters: ObjectValue;
  readonly findings: readonly Finding[];
  readonly files: SourceFiles;
  /** Made when it is called. */
  readonly documents: () => readonly UsedDocument[];
  /** Where the text of a file came from, by the name that spans give it. */
  readonly originOf: (file: string) => { readonly repository: SourceRepository; readonly path: string } | undefined;
};

const self: SourceRepository = { alias: 'self', type: 'git', name: 'self', ref: '' };

/**
 * Expands a file with all templates it refers to, in the service's passes: read, check, bind the parameters, evaluate. A pass that found
 * errors is the last. Never throws on account of the input.
 */
export function expand(options: ExpandOptions): Expanded {
  const report = new Report();
  const documents = new Documents({ ...options, report });
  let parameters = new ObjectValue([]);
  let root: ExpandedMapping | undefined;
  try {
    const document = documents.load(self, options.path, { file: options.path, via: [], span: undefined });
    if (document !== undefined) ({ root, parameters } = expandDocument(options, report, documents, document));
  } catch (halt) {
    if (!(halt instanceof Halt)) throw halt;
  }
  return {
    root: report.findings.length === 0 ? root : undefined,
    parameters,
    findings: report.findings,
    files: documents.files,
    documents: () => documents.used(),
    originOf: file => documents.originOf(file),
  };
}

function expandDocument(
  options: ExpandOptions,
  report: Report,
  documents: Documents,
  document: TemplateDocument,
): Pick<Expanded, 'root' | 'parameters'> {
  const repositories = new Map([['self', self]]);
  const expansion = new Expansion({ ...options, report, documents, repositories });
  const nothing = { root: undefined, parameters: new ObjectValue([]) };
  if (!expansion.isSound(document, options.definition, [])) return nothing;
  const variables = expansion.innerVariables();
  for (const [name, value] of Object.entries(options.variables)) variables.declare(name, value);
  const unbound = new Frame(document, [], nothing.parameters, variables);
  const parameters = bindQueued(expansion, unbound, options.parameters);
  if (parameters === undefined) return nothing;
  const known = withPayloads(expansion, unbound, parameters, options.payloads ?? {});
  const frame = new Frame(document, [], known, expansion.innerVariables(variables));
  declareRepositories(expansion, frame);
  const root = expansion.document(options.definition, frame);
  return { root: root?.kind === 'mapping' ? root : undefined, parameters };
}
