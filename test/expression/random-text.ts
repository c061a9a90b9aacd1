const tokens = [
  ...[
    '(',
    ')',
    '[',
    ']',
    ',',
    '.',
    '*',
    ' ',
    "'",
    "'it''s'",
    "''",
    '1',
    '-2.5',
    '.5',
    '1.2.3',
    '1..2',
    'true',
    'False',
  ],
  ...[
    'variables',
    'parameters',
    'item',
    'nowhere',
    'eq',
    'and',
    'format',
    'split',
    'join',
    'coalesce',
    'in',
    'counter',
    'always',
  ],
  ...[
    'eq(',
    'and(',
    'not(',
    'variables.',
    "['a']",
    '[0]',
    '.*',
    '[*]',
    '==',
    '&&',
    '!',
    '$',
    '{',
    '}',
    '{0}',
    '}}',
    '${{',
    '"',
    '\n',
    '\u0000',
  ],
  ...['é', '😀', '\ud800', 'a-b', '_', '9x', 'if ', 'else', 'each x in ', 'insert', '$[', '$('],
];

/** Texts of random tokens; the same seed always gives the same ones. */
export function* randomTexts(seed: number, count: number): Generator<string> {
  const next = numbers(seed);
  for (let i = 0; i < count; i++) {
    let text = '';
    for (let length = next() % 14; length >= 0; length--) text += tokens[next() % tokens.length];
    yield text;
  }
}

/** Well-formed expressions of random shape; the same seed always gives the same ones. */
export function* randomExpressions(seed: number, count: number): Generator<string> {
  const next = numbers(seed);
  for (let i = 0; i < count; i++) yield randomExpression(next, 4);
}

function randomExpression(next: () => number, depth: number): string {
  const inner = () => randomExpression(next, depth - 1);
  switch (depth === 0 ? next() % 4 : next() % 10) {
    case 0:
      return pick(next, ['true', 'False', "'text'", "'it''s'", "''"]);
    case 1:
      return pick(next, ['1', '-2.5', '.5', '1.2.3', '1.2.3.4']);
    case 2:
      return 'variables';
    case 3:
      return pick(next, ['item', 'parameters.list', "parameters['object']", 'parameters.text']);
    case 4:
      return `parameters.object${pick(next, ['.a', '.*', '[*]'])}[${inner()}]`;
    case 5:
      return `item${pick(next, ['.a', '.*', '[0]', '[ * ]'])}`;
    case 6:
      return `${pick(next, ['and', 'or', 'eq', 'NE', 'lt', 'in', 'coalesce', 'xor', 'join', 'split'])}(${inner()}, ${inner()})`;
    case 7:
      return `${pick(next, ['not', 'lower', 'convertToJson', 'length'])} ( ${inner()} )`;
    case 8:
      return `format('{0}-{1}', ${inner()}, ${inner()})`;
    default:
      return `iif(${inner()},${inner()},${inner()})`;
  }
}

function pick(next: () => number, choices: readonly string[]): string {
  return choices[next() % choices.length] ?? '';
}

/** A linear congruential generator; its upper bits are random enough to make texts of. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
