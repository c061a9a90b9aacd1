import { SourceFile, type Span } from '../../base/finding.ts';
import { templateFiles, yamlFileBytes } from '../../base/limits.ts';
import { readYaml } from '../../syntax/read.ts';
import type { ScalarNode, YamlNode } from '../../syntax/tree.ts';
import type { SourceReader, SourceRepository } from '../source-reader.ts';
import type { UsedDocument } from '../used-document.ts';
import { type EmbeddedScalar, expressionOf } from './embedded-scalar.ts';
import { Halt } from './halt.ts';
import { type Base, directoryOf } from './references.ts';
import type { Report } from './report.ts';

/** A file of YAML, read once however often it is used. */
export type TemplateDocument = {
  readonly file: SourceFile;
  readonly base: Base;
  readonly root: YamlNode;
  /** How it was first come to. */
  readonly via: readonly Span[];
  /** The scalars that hold `${{ }}`, by node; filled when the file is checked. */
  readonly embedded: Map<ScalarNode, EmbeddedScalar>;
  /** Whether the file was found in order, by the definition it was checked against. */
  readonly checked: Map<string, boolean>;
};

/** The place that a file is wanted at. Findings about a file that is not there are about the file that wants it. */
export type Requester = { readonly file: string; readonly via: readonly Span[]; readonly span: Span | undefined };

type DocumentsOptions = {
  readonly reader: SourceReader;
  readonly report: Report;
  readonly maxFiles?: number;
  /** The text of the first file in place of its own. */
  readonly override?: string;
};

/** Reads files on demand, each once. */
export class Documents {
  readonly files = new Map<string, SourceFile>();
  readonly #reader: SourceReader;
  readonly #report: Report;
  readonly #maxFiles: number;
  #override: string | undefined;
  readonly #documents = new Map<string, TemplateDocument | undefined>();

  constructor(options: DocumentsOptions) {
    this.#reader = options.reader;
    this.#report = options.report;
    this.#maxFiles = options.maxFiles ?? templateFiles;
    this.#override = options.override;
  }

  /** The file's tree; `undefined` when it can't be read as YAML. Halts the requester where there is no such file. */
  load(repository: SourceRepository, path: string, requester: Requester): TemplateDocument | undefined {
    const name = repository.alias === 'self' ? path : `${path}@${repository.alias}`;
    if (this.#documents.has(name)) return this.#documents.get(name);
    const text = this.#text(repository, path, requester);
    const via = requester.span === undefined ? requester.via : [...requester.via, requester.span];
    const document = this.#parse(new SourceFile(name, text), { repository, directory: directoryOf(path) }, via);
    this.#documents.set(name, document);
    return document;
  }

  /** Where the text of a file came from, by the name that spans give it. */
  originOf(file: string): { readonly repository: SourceRepository; readonly path: string } | undefined {
    const repository = this.#documents.get(file)?.base.repository;
    if (repository === undefined) return undefined;
    return { repository, path: repository.alias === 'self' ? file : file.slice(0, -repository.alias.length - 1) };
  }

  /** Every file that was read, with the expressions that were found in it. */
  used(): readonly UsedDocument[] {
    return [...this.#documents.values()].flatMap(document =>
      document === undefined
        ? []
        : [{ root: document.root, via: document.via, expressions: expressionsOf(document.embedded) }],
    );
  }

  #text(repository: SourceRepository, path: string, requester: Requester): string {
    const override = this.#override;
    this.#override = undefined;
    if (override !== undefined) return override;
    const { file, ...spot } = requester;
    if (this.#documents.size >= this.#maxFiles) {
      this.#report.file(file, spot, 'template.too-many-files', this.#maxFiles);
      throw new Halt('everything');
    }
    const answer = this.#reader.read(repository, path);
    if (answer?.found) return answer.text;
    if (answer === undefined) this.#report.unplaced(spot, 'template.repository-unreadable', repository.name);
    else this.#report.file(file, spot, 'template.file-missing', path, answer.url, answer.branch, answer.version);
    throw new Halt('document');
  }

  #parse(file: SourceFile, base: Base, via: readonly Span[]): TemplateDocument | undefined {
    this.files.set(file.path, file);
    if (isTooLarge(file.text)) {
      this.#report.file(file.path, { span: undefined, via }, 'template.file-too-large', yamlFileBytes);
      return undefined;
    }
    const { root, findings } = readYaml(file);
    for (const finding of findings) this.#report.findings.push({ ...finding, via });
    return root && { file, base, root, via, embedded: new Map(), checked: new Map() };
  }
}

function expressionsOf(embedded: ReadonlyMap<ScalarNode, EmbeddedScalar>): UsedDocument['expressions'] {
  return [...embedded].flatMap(([node, scalar]) => {
    const parsed = expressionOf(scalar);
    return parsed?.ok ? [{ at: node.span, tree: parsed.tree }] : [];
  });
}

/** A character takes at most three bytes, so most files need not be encoded to be told. */
function isTooLarge(text: string): boolean {
  if (text.length * 3 <= yamlFileBytes) return false;
  return text.length > yamlFileBytes || new TextEncoder().encode(text).length > yamlFileBytes;
}
