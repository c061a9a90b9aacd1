import type { Span } from '../../base/finding.ts';
import { templateDepth } from '../../base/limits.ts';
import { evaluate } from '../../expression/evaluate.ts';
import type { Parsed } from '../../expression/parse.ts';
import { ObjectValue, type Value } from '../../expression/value.ts';
import { type ExpandedNode, type ExpandedScalar, memberOf } from '../expanded.ts';
import type { Normaliser } from '../normaliser.ts';
import type { Definition, MappingRule, Schema, TemplateReferenceRule } from '../schema.ts';
import type { SourceRepository } from '../source-reader.ts';
import { Budget } from './budget.ts';
import { Check } from './check.ts';
import type { Documents, Requester, TemplateDocument } from './documents.ts';
import type { Directive, EmbeddedScalar } from './embedded-scalar.ts';
import { Evaluator, type FoundReference } from './evaluate.ts';
import { Frame } from './frame.ts';
import { Halt } from './halt.ts';
import type { InputNode, InputScalar } from './input-node.ts';
import { bindArguments } from './parameters.ts';
import { resolveReference } from './references.ts';
import type { Report, Spot } from './report.ts';
import { declareRepositories } from './repositories.ts';
import { Values } from './values.ts';

export type ExpansionOptions = {
  readonly schema: Schema;
  readonly normalisers: Readonly<Record<string, Normaliser>>;
  readonly report: Report;
  readonly documents: Documents;
  /** By lower-cased alias. Grows by those that an extended template declares. */
  readonly repositories: Map<string, SourceRepository>;
  /** Lower-cased names of variables that no file may declare. */
  readonly systemVariables: ReadonlySet<string>;
};

/** One expansion: what all files of it share, and what ties the parts of the engine together. */
export class Expansion {
  readonly report: Report;
  readonly budget: Budget;
  readonly values = new Values();
  readonly repositories: Map<string, SourceRepository>;
  readonly #schema: Schema;
  readonly #normalisers: Readonly<Record<string, Normaliser>>;
  readonly #documents: Documents;
  readonly #systemVariables: ReadonlySet<string>;
  readonly #evaluator = new Evaluator(this);

  constructor(options: ExpansionOptions) {
    this.report = options.report;
    this.budget = new Budget(options.report);
    this.repositories = options.repositories;
    this.#schema = options.schema;
    this.#normalisers = options.normalisers;
    this.#documents = options.documents;
    this.#systemVariables = options.systemVariables;
  }

  definition(name: string): Definition {
    const definition = this.#schema[name];
    if (definition === undefined) throw new Error(`The schema has no definition '${name}'`);
    return definition;
  }

  normalise(definition: Definition, node: ExpandedNode, rule?: MappingRule): ExpandedNode {
    if (definition.normalise === undefined) return node;
    const normaliser = this.#normalisers[definition.normalise];
    if (normaliser === undefined) throw new Error(`There is no normaliser '${definition.normalise}'`);
    return normaliser(node, rule);
  }

  /** Checks a file once for each definition it is used as; false when it is not in order. */
  isSound(document: TemplateDocument, definition: string, via: readonly Span[]): boolean {
    const known = document.checked.get(definition);
    if (known !== undefined) return known;
    const sound = new Check(this.#schema, this.report, document, via).run(definition);
    document.checked.set(definition, sound);
    return sound;
  }

  /** Evaluates a checked file as a definition. `undefined` when its evaluation was ended; the report says why. */
  document(definition: string, frame: Frame): ExpandedNode | undefined {
    const { depth } = this.budget;
    try {
      return this.#evaluator.node(frame.document.root, this.definition(definition), frame);
    } catch (halt) {
      if (!(halt instanceof Halt) || halt.ends === 'everything') throw halt;
      this.budget.resetDepth(depth);
      return undefined;
    }
  }

  /** A node of a frame, authored or inserted, as a definition; `undefined` when it can't be used. */
  node(node: InputNode, definition: string, frame: Frame): ExpandedNode | undefined {
    return this.#evaluator.node(node, this.definition(definition), frame);
  }

  /** The value of an expression; `undefined` when it failed, which is reported. */
  evaluate(parsed: Parsed, at: InputScalar, frame: Frame): Value | undefined {
    const result = parsed.ok ? evaluate(parsed.tree, frame) : { ok: false as const, message: parsed.error.message };
    if (result.ok) return result.value;
    this.report.at({ span: at.span, via: frame.via }, 'template.expression-value', result.message);
    return undefined;
  }

  /** What a scalar in the place of a value stands for. */
  scalar(node: InputScalar, frame: Frame): ExpandedNode | undefined {
    const embedded = this.#embedded(node, frame);
    const { span } = node;
    const { via } = frame;
    if (embedded === undefined) return { ...node, via };
    if (embedded.kind === 'literal') return { kind: 'scalar', value: embedded.text, style: 'computed', span, via };
    if (embedded.kind === 'directive') throw new Error('A directive in the place of a value passed the check');
    const value = this.evaluate(embedded.parsed, node, frame);
    return value === undefined ? undefined : this.values.toNode(value, { span, via });
  }

  /** The text of a key that is no directive. */
  key(node: InputScalar, frame: Frame): ExpandedScalar | undefined {
    const key = this.scalar(node, frame);
    if (key === undefined || key.kind === 'scalar') return key;
    this.report.at(key, 'template.scalar-expected');
    return undefined;
  }

  directive(key: InputScalar, frame: Frame): Directive | undefined {
    const embedded = this.#embedded(key, frame);
    return embedded?.kind === 'directive' ? embedded.directive : undefined;
  }

  /** Only authored scalars hold expressions: what an expression gave is never read again. */
  #embedded(node: InputScalar, frame: Frame): EmbeddedScalar | undefined {
    return 'via' in node ? undefined : frame.document.embedded.get(node);
  }

  declareVariable(at: Spot, name: string, value: string, frame: Frame): void {
    const lowered = name.toLowerCase();
    if (this.#systemVariables.has(lowered)) this.report.at(at, 'variable.system', lowered);
    else frame.variables.declare(name, value);
  }

  /** Appends the content of the template that a mapping refers to: the items of its list, or an extended file as a whole. */
  expandReference(found: FoundReference, into: ExpandedNode[]): void {
    const { reference } = found.rule;
    const name = memberOf(found.mapping, 'template');
    if (reference === undefined || name?.kind !== 'scalar') return;
    const content = this.#template(name, reference, found);
    if (content?.kind !== 'mapping') return;
    const body = reference.body === undefined ? content : memberOf(content, reference.body);
    if (body?.kind === 'sequence') into.push(...body.items);
    else if (body !== undefined) into.push(body);
  }

  #template(name: ExpandedScalar, reference: TemplateReferenceRule, found: FoundReference): ExpandedNode | undefined {
    const caller = found.frame;
    const requester = { file: caller.document.file.path, via: caller.via };
    if (caller.via.length >= templateDepth) {
      this.report.about({ file: requester.file }, caller.via, 'template.too-deep');
      throw new Halt('everything');
    }
    const document = this.#find(name.value, caller, requester);
    const via = [...caller.via, name.span];
    if (document === undefined || !this.isSound(document, reference.file, via)) return undefined;
    const unbound = new Frame(document, via, noParameters, caller.variables);
    const args = memberOf(found.mapping, 'parameters');
    const parameters = bindArguments(this, unbound, caller, args?.kind === 'mapping' ? args : undefined);
    if (parameters === undefined) return undefined;
    const frame = new Frame(document, via, parameters, caller.variables);
    if (reference.body === undefined) declareRepositories(this, frame);
    return this.document(reference.file, frame);
  }

  #find(reference: string, caller: Frame, requester: Requester): TemplateDocument | undefined {
    const target = resolveReference(reference, caller.document.base, this.repositories);
    if (target.kind === 'file') return this.#documents.load(target.repository, target.path, requester);
    const { file, via } = requester;
    if (target.kind === 'noRepository') this.report.about({ file }, via, 'template.repository-alias', target.alias);
    else this.report.about({ file }, via, 'template.file-path', target.path);
    throw new Halt('document');
  }
}

const noParameters = new ObjectValue([]);
