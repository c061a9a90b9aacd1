import type { Span } from '../../base/finding.ts';
import { evaluate } from '../../expression/evaluate.ts';
import type { Parsed } from '../../expression/parse.ts';
import type { Value } from '../../expression/value.ts';
import type { ExpandedNode, ExpandedScalar } from '../expanded.ts';
import type { Normaliser } from '../normaliser.ts';
import type { Definition, MappingRule, Schema } from '../schema.ts';
import type { SourceRepository } from '../source-reader.ts';
import { Budget } from './budget.ts';
import { Check } from './check.ts';
import type { Documents, TemplateDocument } from './documents.ts';
import type { Directive } from './embedded-scalar.ts';
import type { Engine, FoundReference } from './engine.ts';
import { Evaluator } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { Halt } from './halt.ts';
import type { InputNode, InputScalar } from './input-node.ts';
import type { Report, Spot } from './report.ts';
import { templateContent } from './template-content.ts';
import { Values } from './values.ts';
import { VariableScope } from './variable-scope.ts';

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

/** One expansion of a file and all that it refers to. */
export class Expansion implements Engine {
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

  isSound(document: TemplateDocument, definition: string, via: readonly Span[]): boolean {
    const known = document.checked.get(definition);
    if (known !== undefined) return known;
    const { report, budget } = this;
    const sound = new Check({ schema: this.#schema, report, budget, document, via }).run(definition);
    document.checked.set(definition, sound);
    return sound;
  }

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

  node(node: InputNode, definition: string, frame: Frame): ExpandedNode | undefined {
    return this.#evaluator.node(node, this.definition(definition), frame);
  }

  evaluate(parsed: Parsed, at: InputScalar, frame: Frame): Value | undefined {
    const result = parsed.ok
      ? evaluate(parsed.tree, frame, this.budget.addWork)
      : { ok: false as const, message: parsed.error.message };
    if (result.ok) return result.value;
    this.report.at({ span: at.span, via: frame.via }, 'template.expression-value', result.message);
    return undefined;
  }

  scalar(node: InputScalar, frame: Frame): ExpandedNode | undefined {
    // What an expression gave is never read again, and must stay the very node whose value is remembered.
    if ('via' in node) return node;
    const embedded = frame.document.embedded.get(node);
    const { span } = node;
    const { via } = frame;
    if (embedded === undefined) return { ...node, via };
    if (embedded.kind === 'literal') return { kind: 'scalar', value: embedded.text, style: 'computed', span, via };
    if (embedded.kind === 'directive') throw new Error('A directive in the place of a value passed the check');
    const value = this.evaluate(embedded.parsed, node, frame);
    return value === undefined ? undefined : this.values.toNode(value, { span, via });
  }

  key(node: InputScalar, frame: Frame): ExpandedScalar | undefined {
    const key = this.scalar(node, frame);
    if (key === undefined || key.kind === 'scalar') return key;
    this.report.at(key, 'template.scalar-expected');
    return undefined;
  }

  directive(key: InputScalar, frame: Frame): Directive | undefined {
    const embedded = 'via' in key ? undefined : frame.document.embedded.get(key);
    return embedded?.kind === 'directive' ? embedded.directive : undefined;
  }

  innerVariables(outer?: VariableScope): VariableScope {
    return new VariableScope(outer, count => this.budget.addVisits(count));
  }

  declareVariable(at: Spot, name: string, value: string, frame: Frame): void {
    const lowered = name.toLowerCase();
    if (this.#systemVariables.has(lowered)) this.report.at(at, 'variable.system', name);
    else frame.variables.declare(name, value);
  }

  reference(found: FoundReference): readonly ExpandedNode[] {
    return templateContent(this, this.#documents, found);
  }
}
