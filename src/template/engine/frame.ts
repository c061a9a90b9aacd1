import type { Span } from '../../base/finding.ts';
import type { Scope } from '../../expression/scope.ts';
import type { ObjectValue, Value } from '../../expression/value.ts';
import type { TemplateDocument } from './documents.ts';
import type { VariableScope } from './variable-scope.ts';

type LoopVariable = { readonly name: string; readonly value: Value; readonly outer: LoopVariable | undefined };

/** What one use of a file is evaluated in: the file, how one came to it, and the names its expressions know. */
export class Frame implements Scope {
  readonly document: TemplateDocument;
  readonly via: readonly Span[];
  readonly parameters: ObjectValue;
  readonly variables: VariableScope;
  readonly #loop: LoopVariable | undefined;

  constructor(
    document: TemplateDocument,
    via: readonly Span[],
    parameters: ObjectValue,
    variables: VariableScope,
    loop?: LoopVariable,
  ) {
    this.document = document;
    this.via = via;
    this.parameters = parameters;
    this.variables = variables;
    this.#loop = loop;
  }

  /** The same frame inside a loop. */
  withLoop(name: string, value: Value): Frame {
    const loop = { name: name.toLowerCase(), value, outer: this.#loop };
    return new Frame(this.document, this.via, this.parameters, this.variables, loop);
  }

  /** The same frame inside a stage or job, whose variables are its own. */
  withVariables(variables: VariableScope): Frame {
    return new Frame(this.document, this.via, this.parameters, variables, this.#loop);
  }

  named(name: string): Value | undefined {
    for (let loop = this.#loop; loop !== undefined; loop = loop.outer) if (loop.name === name) return loop.value;
    if (name === 'parameters') return this.parameters;
    return name === 'variables' ? this.variables.value : undefined;
  }
}
