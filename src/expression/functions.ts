import { toJson } from './convert.ts';
import { areEqual, compare } from './evaluation/compare.ts';
import { fail } from './evaluation/failure.ts';
import type { Arguments } from './functions/arguments.ts';
import { type Arity, atLeast, between, exactly } from './functions/arity.ts';
import { coalesce, containsValue, isAmong, length } from './functions/collections.ts';
import { format } from './functions/format.ts';
import { contains, endsWith, join, replace, split, startsWith } from './functions/texts.ts';
import { trimSpace } from './parsing/characters.ts';
import type { StatusFunctions } from './scope.ts';
import type { Slot } from './slots.ts';
import type { Value } from './value.ts';
import { lowerCase, upperCase } from './values/letters.ts';
import { wording } from './wording.ts';

/** Everything that is known of one function. */
export type ExpressionFunction = {
  /** The slots that know it, each with the number of arguments it takes there. */
  readonly known: Readonly<Partial<Record<Slot, Arity>>>;
  /** One or two sentences for the manual. */
  readonly doc: string;
  /** Whether the trace of a condition shows the call with the values of its arguments, or only what it gave. */
  readonly trace: 'arguments' | 'result';
  readonly call: (args: Arguments) => Value;
};

/**
 * The functions of the language: the only place that knows their names. To add one, add a row, and cases under
 * test/expression/cases.
 */
export const functions = {
  always: {
    known: inConditions(exactly(0), exactly(0)),
    doc: 'True, also when the run is canceled.',
    trace: 'result',
    call: args => statusOf(args, 'always').always(),
  },
  and: {
    known: everywhere(atLeast(2)),
    doc: 'Whether all arguments are true. Arguments after the first false one are not evaluated.',
    trace: 'arguments',
    call: args => !hasBoolean(args, false),
  },
  canceled: {
    known: inConditions(exactly(0), exactly(0)),
    doc: 'Whether the run is canceled.',
    trace: 'result',
    call: args => statusOf(args, 'canceled').canceled(),
  },
  coalesce: {
    known: everywhere(atLeast(2)),
    doc: 'The first argument that is neither null nor the empty text; later ones are not evaluated.',
    trace: 'arguments',
    call: coalesce,
  },
  contains: {
    known: everywhere(exactly(2)),
    doc: 'Whether the first text contains the second, in any case.',
    trace: 'arguments',
    call: contains,
  },
  containsValue: {
    known: everywhere(exactly(2)),
    doc: 'Whether an array has an item, or an object a value, that equals the second argument.',
    trace: 'arguments',
    call: containsValue,
  },
  convertToJson: {
    known: everywhere(exactly(1)),
    doc: 'The argument as JSON, indented by two spaces.',
    trace: 'result',
    call: args => toJson(args.value(0), length => args.take(2 * length)),
  },
  counter: {
    known: inVariables(between(1, 2)),
    doc: 'A number that is one higher each time the same prefix is asked for, starting at the second argument or 0.',
    trace: 'result',
    call: args => {
      const counter = args.scope.counter ?? fail(wording.unrecognizedName('counter'));
      const prefix = args.text(0);
      return counter(prefix, args.count > 1 ? args.number(1) : 0) ?? fail(wording.uncountedPrefix(prefix));
    },
  },
  endsWith: {
    known: everywhere(exactly(2)),
    doc: 'Whether the first text ends with the second, in any case.',
    trace: 'arguments',
    call: endsWith,
  },
  eq: {
    known: everywhere(exactly(2)),
    doc: "Whether both arguments are equal, after the second took the first one's type. Case makes no difference.",
    trace: 'arguments',
    call: args => areEqual(args.value(0), args.value(1)),
  },
  failed: {
    known: inConditions(atLeast(0), exactly(0)),
    doc: 'Whether any of the named dependencies, or of all without names, failed; in a step, whether the job failed so far.',
    trace: 'result',
    call: args => statusOf(args, 'failed').failed(textsOf(args)),
  },
  format: {
    known: everywhere(atLeast(1)),
    doc: 'The first text with `{0}`, `{1}` replaced by the arguments after it. `{{` and `}}` are braces, `{0:yyyyMMdd}` formats a time.',
    trace: 'result',
    call: format,
  },
  ge: {
    known: everywhere(exactly(2)),
    doc: "Whether the first argument is greater than the second or equal to it, after the second took the first one's type.",
    trace: 'arguments',
    call: args => compare(args.value(0), args.value(1)) >= 0,
  },
  gt: {
    known: everywhere(exactly(2)),
    doc: "Whether the first argument is greater than the second, after the second took the first one's type.",
    trace: 'arguments',
    call: args => compare(args.value(0), args.value(1)) > 0,
  },
  iif: {
    known: everywhere(exactly(3)),
    doc: 'The second argument if the first is true, else the third. Both are evaluated.',
    trace: 'result',
    call: args => {
      const [isTrue, whenTrue, whenFalse] = [args.boolean(0), args.value(1), args.value(2)];
      return isTrue ? whenTrue : whenFalse;
    },
  },
  in: {
    known: everywhere(atLeast(2)),
    doc: 'Whether the first argument equals one of the others; those after the first equal one are not evaluated.',
    trace: 'arguments',
    call: isAmong,
  },
  join: {
    known: everywhere(exactly(2)),
    doc: 'The items of an array, the second argument, with the first between them.',
    trace: 'result',
    call: join,
  },
  le: {
    known: everywhere(exactly(2)),
    doc: "Whether the first argument is less than the second or equal to it, after the second took the first one's type.",
    trace: 'arguments',
    call: args => compare(args.value(0), args.value(1)) <= 0,
  },
  length: {
    known: everywhere(exactly(1)),
    doc: 'How many characters a text, items an array or names an object has.',
    trace: 'result',
    call: length,
  },
  lower: {
    known: everywhere(exactly(1)),
    doc: 'A text in lower case.',
    trace: 'result',
    call: args => lowerCase(args.text(0)),
  },
  lt: {
    known: everywhere(exactly(2)),
    doc: "Whether the first argument is less than the second, after the second took the first one's type.",
    trace: 'arguments',
    call: args => compare(args.value(0), args.value(1)) < 0,
  },
  ne: {
    known: everywhere(exactly(2)),
    doc: 'The opposite of `eq`.',
    trace: 'arguments',
    call: args => !areEqual(args.value(0), args.value(1)),
  },
  not: {
    known: everywhere(exactly(1)),
    doc: 'The opposite of the argument.',
    trace: 'arguments',
    call: args => !args.boolean(0),
  },
  notIn: {
    known: everywhere(atLeast(2)),
    doc: 'The opposite of `in`.',
    trace: 'arguments',
    call: args => !isAmong(args),
  },
  or: {
    known: everywhere(atLeast(2)),
    doc: 'Whether any argument is true. Arguments after the first true one are not evaluated.',
    trace: 'arguments',
    call: args => hasBoolean(args, true),
  },
  replace: {
    known: everywhere(exactly(3)),
    doc: 'The first text with every occurrence of the second, in exactly that case, replaced by the third.',
    trace: 'result',
    call: replace,
  },
  split: {
    known: everywhere(exactly(2)),
    doc: 'The pieces of the first text between the occurrences of the second.',
    trace: 'result',
    call: split,
  },
  startsWith: {
    known: everywhere(exactly(2)),
    doc: 'Whether the first text starts with the second, in any case.',
    trace: 'arguments',
    call: startsWith,
  },
  succeeded: {
    known: inConditions(atLeast(0), exactly(0)),
    doc: 'Whether all of the named dependencies, or all without names, succeeded, also with issues; in a step, whether the job did so far.',
    trace: 'result',
    call: args => statusOf(args, 'succeeded').succeeded(textsOf(args)),
  },
  succeededOrFailed: {
    known: inConditions(atLeast(0), exactly(0)),
    doc: 'Like `succeeded` or `failed`: false when the run is canceled or everything before was skipped.',
    trace: 'result',
    call: args => statusOf(args, 'succeededOrFailed').succeededOrFailed(textsOf(args)),
  },
  trim: {
    known: everywhere(exactly(1)),
    doc: 'A text without the white space around it.',
    trace: 'result',
    call: args => trimSpace(args.text(0)),
  },
  upper: {
    known: everywhere(exactly(1)),
    doc: 'A text in upper case.',
    trace: 'result',
    call: args => upperCase(args.text(0)),
  },
  xor: {
    known: everywhere(exactly(2)),
    doc: 'Whether exactly one of both arguments is true.',
    trace: 'arguments',
    call: args => args.boolean(0) !== args.boolean(1),
  },
} as const satisfies Readonly<Record<string, ExpressionFunction>>;

const byName: ReadonlyMap<string, ExpressionFunction> = new Map(
  Object.entries(functions).map(([name, row]) => [name.toLowerCase(), row]),
);

/** A function by its name in any case. */
export function functionNamed(name: string): ExpressionFunction | undefined {
  return byName.get(name.toLowerCase());
}

function inVariables(arity: Arity): ExpressionFunction['known'] {
  return { runtimeVariable: arity, jobVariable: arity };
}

function inConditions(ofRun: Arity, ofStep: Arity): ExpressionFunction['known'] {
  return { stageCondition: ofRun, jobCondition: ofRun, stepCondition: ofStep };
}

function everywhere(arity: Arity): ExpressionFunction['known'] {
  return { compile: arity, ...inVariables(arity), ...inConditions(arity, arity) };
}

function hasBoolean(args: Arguments, wanted: boolean): boolean {
  for (let i = 0; i < args.count; i++) {
    if (args.boolean(i) === wanted) return true;
  }
  return false;
}

function textsOf(args: Arguments): readonly string[] {
  return Array.from({ length: args.count }, (_, index) => args.text(index));
}

function statusOf(args: Arguments, name: string): StatusFunctions {
  return args.scope.status ?? fail(wording.unrecognizedName(name));
}
