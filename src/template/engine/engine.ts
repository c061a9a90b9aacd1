import type { Span } from '../../base/finding.ts';
import type { Parsed } from '../../expression/parse.ts';
import type { Value } from '../../expression/value.ts';
import type { ExpandedMapping, ExpandedNode, ExpandedScalar } from '../expanded.ts';
import type { Definition, MappingRule } from '../schema.ts';
import type { SourceRepository } from '../source-reader.ts';
import type { Budget } from './budget.ts';
import type { TemplateDocument } from './documents.ts';
import type { Directive } from './embedded-scalar.ts';
import type { Frame } from './frame.ts';
import type { InputNode, InputScalar } from './input-node.ts';
import type { Report, Spot } from './report.ts';
import type { Values } from './values.ts';
import type { VariableScope } from './variable-scope.ts';

/** A mapping that refers to a template, evaluated, and the frame that it was written in. */
export type FoundReference = { readonly rule: MappingRule; readonly mapping: ExpandedMapping; readonly frame: Frame };

/** What the parts of the engine know of each other, so that none of them imports another that imports it. */
export interface Engine {
  readonly report: Report;
  readonly budget: Budget;
  readonly values: Values;
  /** By lower-cased alias. Grows by those that an extended template declares. */
  readonly repositories: Map<string, SourceRepository>;

  /** Throws for a name that the schema does not have: definitions only name each other. */
  definition(name: string): Definition;
  normalise(definition: Definition, node: ExpandedNode, rule?: MappingRule): ExpandedNode;

  /** Checks a file, once for each definition that it is used as; false when it is not in order. */
  isSound(document: TemplateDocument, definition: string, via: readonly Span[]): boolean;
  /** Evaluates a sound file. `undefined` when it can't be used or its evaluation was ended; the report says why. */
  document(definition: string, frame: Frame): ExpandedNode | undefined;
  /** A node of a frame, authored or inserted, as a definition; `undefined` when it can't be used. */
  node(node: InputNode, definition: string, frame: Frame): ExpandedNode | undefined;
  /** The content of the template that a mapping refers to: the items of its list, or an extended file as a whole. */
  reference(found: FoundReference): readonly ExpandedNode[];

  /** The value of an expression; `undefined` when it failed, which is reported. */
  evaluate(parsed: Parsed, at: InputScalar, frame: Frame): Value | undefined;
  /** What a scalar in the place of a value stands for; `undefined` when its expression failed. */
  scalar(node: InputScalar, frame: Frame): ExpandedNode | undefined;
  /** The text of a key that is no directive; `undefined` when it has none. */
  key(node: InputScalar, frame: Frame): ExpandedScalar | undefined;
  /** The directive that a key is, if it is one. */
  directive(key: InputScalar, frame: Frame): Directive | undefined;
  /** The variables of a stage or job inside those around it. */
  innerVariables(outer: VariableScope): VariableScope;
  declareVariable(at: Spot, name: string, value: string, frame: Frame): void;
}
