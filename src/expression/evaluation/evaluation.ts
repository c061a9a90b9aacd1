import { evaluationBytes, evaluationTotalBytes } from '../../base/limits.ts';
import { conversionMessage, type Kind, showValue, toBoolean, toNumber, toText } from '../convert.ts';
import type { Arguments } from '../functions/arguments.ts';
import { functionNamed } from '../functions.ts';
import type { Scope } from '../scope.ts';
import type { Access, Call, Expression } from '../tree.ts';
import type { Value } from '../value.ts';
import { sizeOfFound, sizeOfMade, sizeOfText } from '../values/size.ts';
import { wording } from '../wording.ts';
import { filter, member } from './access.ts';
import { fail } from './failure.ts';
import { Memory } from './memory.ts';
import { isAccess, printExpression } from './print.ts';

/** One evaluation of one expression: its scope, what its values take, and what a trace shows of its parts. Fails by throwing. */
export class Evaluation {
  readonly scope: Scope;
  readonly #memory: Memory;
  readonly #shown: Map<Expression, string> | undefined;
  readonly #shownMemory = new Memory({ atOnceBytes: evaluationBytes, inTotalBytes: evaluationBytes });

  constructor(scope: Scope, options: { readonly traced: boolean; readonly spend?: (bytes: number) => void }) {
    this.scope = scope;
    this.#memory = new Memory({ atOnceBytes: evaluationBytes, inTotalBytes: evaluationTotalBytes }, options.spend);
    this.#shown = options.traced ? new Map() : undefined;
  }

  /** For each part that has a value of its own in a trace, its text. */
  get shown(): ReadonlyMap<Expression, string> {
    return this.#shown ?? new Map();
  }

  value(node: Expression): Value {
    if (node.kind === 'literal') return node.value;
    const usedBefore = this.#memory.usedBytes;
    const value = this.#compute(node);
    this.#memory.returnTo(usedBefore);
    if (node.kind === 'call') this.take(sizeOfMade(value), node);
    else if (node.kind !== 'named') this.take(sizeOfFound(value), node);
    this.#show(node, value);
    return value;
  }

  take(bytes: number, node: Expression): void {
    if (!this.#memory.take(bytes)) fail(wording.memoryExceeded(printExpression(node)));
  }

  #compute(node: Exclude<Expression, { kind: 'literal' }>): Value {
    switch (node.kind) {
      case 'named':
        return this.#named(node.name);
      case 'call':
        return this.#call(node);
      case 'property':
      case 'index':
      case 'filter':
        return this.#walk(node);
    }
  }

  #named(name: string): Value {
    const value = this.scope.named(name.toLowerCase());
    return value === undefined ? fail(wording.unrecognizedName(name)) : value;
  }

  #call(node: Call): Value {
    const called = functionNamed(node.name) ?? fail(wording.unrecognizedName(node.name));
    return called.call(new EvaluatedArguments(this, node));
  }

  #walk(node: Access): Value {
    const steps: Access[] = [];
    let at: Expression = node;
    for (; isAccess(at); at = at.object) steps.push(at);
    let value = this.value(at);
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) value = this.#step(value, step);
    return value;
  }

  #step(object: Value, step: Access): Value {
    switch (step.kind) {
      case 'filter':
        return filter(object);
      case 'property':
        return member(object, step.name);
      case 'index':
        return member(object, this.value(step.index));
    }
  }

  /** A trace shows the arguments of some functions and the value of everything else; when it gets too much, the text as written. */
  #show(node: Expression, value: Value): void {
    if (this.#shown === undefined) return;
    if (node.kind === 'call' && functionNamed(node.name)?.trace === 'arguments') return;
    const text = showValue(value);
    if (this.#shownMemory.take(sizeOfText(text.length))) this.#shown.set(node, text);
  }
}

class EvaluatedArguments implements Arguments {
  readonly #evaluation: Evaluation;
  readonly #node: Call;

  constructor(evaluation: Evaluation, node: Call) {
    this.#evaluation = evaluation;
    this.#node = node;
  }

  get count(): number {
    return this.#node.args.length;
  }

  get scope(): Scope {
    return this.#evaluation.scope;
  }

  value(index: number): Value {
    const argument = this.#node.args[index];
    return argument === undefined ? null : this.#evaluation.value(argument);
  }

  boolean(index: number): boolean {
    return toBoolean(this.value(index));
  }

  number(index: number): number {
    return this.#converted(index, 'Number', toNumber);
  }

  text(index: number): string {
    return this.#converted(index, 'String', toText);
  }

  take(bytes: number): void {
    this.#evaluation.take(bytes, this.#node);
  }

  #converted<To>(index: number, kind: Kind, convert: (value: Value) => To | undefined): To {
    const value = this.value(index);
    return convert(value) ?? fail(conversionMessage(value, kind));
  }
}
