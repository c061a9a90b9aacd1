import fc, { type Arbitrary } from 'fast-check';
import { functions } from '../../src/expression/functions.ts';

const names = ['parameters', 'variables', 'item', 'PARAMETERS', 'nowhere'] as const;
const properties = ['a', 'A', 'list', 'object', 'key', 'value', 'b-c', 'length', '__proto__', 'constructor'] as const;

const literal = fc.oneof(
  fc.constantFrom('true', 'False', "''", "'it''s'", "'a'", "'0'", "'1.2'", "'{0}{1}{{'", "' '", "'é😀'"),
  fc.constantFrom('0', '1', '-2.5', '.5', '1.', '1.2.3', '1.2.3.4', '99999999999999999999999999999', '0.00000001'),
);

const space = fc.constantFrom('', '', ' ', '\n ');

/** Well-formed expressions of the grammar; their names, numbers of arguments and types may be wrong. */
export const expressions: Arbitrary<string> = fc.letrec<{ node: string }>(tie => {
  const node = tie('node');
  const named = fc.constantFrom(...names);
  const step = fc.oneof(
    fc.constantFrom(...properties).map(name => `.${name}`),
    fc.constantFrom('.*', '[*]', '[0]', "['a']", "['']"),
    node.map(index => `[${index}]`),
  );
  const access = fc.tuple(named, fc.array(step, { maxLength: 3 })).map(([object, steps]) => object + steps.join(''));
  const call = fc
    .tuple(
      fc.constantFrom(...Object.keys(functions), 'nothing'),
      space,
      fc.array(node, { maxLength: 4 }),
      fc.array(step, { maxLength: 1 }),
    )
    .map(([name, gap, args, steps]) => `${name}${gap}(${args.join(`,${gap}`)})${steps.join('')}`);
  return { node: fc.oneof({ maxDepth: 5, withCrossShrink: true }, literal, access, call) };
}).node;

/** Texts that are nearly expressions. */
export const brokenExpressions: Arbitrary<string> = fc
  .tuple(
    expressions,
    fc.nat(80),
    fc.nat(3),
    fc.constantFrom(
      '',
      ' ',
      '(',
      ')',
      '[',
      ']',
      '.',
      ',',
      '*',
      "'",
      '-',
      '==',
      '!',
      '$',
      '}}',
      '\u0000',
      'a',
      '1',
      'if ',
    ),
  )
  .map(([text, at, remove, insert]) => text.slice(0, at) + insert + text.slice(at + remove));
