import fc, { type Arbitrary } from 'fast-check';
import type { Files } from '../plan/compiling.ts';
import { brokenExpressions, expressions } from './random-expressions.ts';

/** YAML as data: keys may repeat, so a mapping is a list of pairs. */
type Tree = string | { readonly items: readonly Tree[] } | { readonly pairs: readonly (readonly [string, Tree])[] };

const word = fc.constantFrom(
  'a',
  'b',
  'A',
  'x1',
  'Build',
  'on',
  '0.5',
  '007',
  'true',
  '',
  ' ',
  'two words',
  "it's",
  'a: b',
  '- c',
  '#',
  'é',
  '😀',
  'line\nline',
  'end\n',
  '$(a)',
  '$[ variables.a ]',
  'self',
  'none',
  'latest',
);
const identifier = fc.constantFrom('a', 'b', 'c', 'main_1', 'A', '');
const simple = fc.constantFrom(
  'true',
  'false',
  'parameters.on',
  'parameters.list',
  'parameters.object',
  'variables.v',
  'item',
  'item.key',
  'item.value',
  "'text'",
  "eq(variables.v, 'x')",
  "split('a,b', ',')",
  'parameters.steps',
);
const expression = fc.oneof(
  { weight: 6, arbitrary: simple },
  { weight: 2, arbitrary: expressions },
  { weight: 1, arbitrary: brokenExpressions },
);
const embedded = expression.map(text => `\${{ ${text} }}`);
const mixed = fc.tuple(word, embedded, word).map(parts => parts.join(''));
const text = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 2, arbitrary: embedded },
  { weight: 1, arbitrary: mixed },
);

const directive = fc.oneof(
  expression.map(condition => `\${{ if ${condition} }}`),
  expression.map(condition => `\${{ elseif ${condition} }}`),
  fc.constant('${{ else }}'),
  fc.constant('${{ insert }}'),
  expression.map(collection => `\${{ each item in ${collection} }}`),
);

type Pairs = readonly (readonly [string, Tree])[];

/** A mapping of pairs, with directives around some of them. */
function spread(pairs: Arbitrary<Pairs>): Arbitrary<Tree> {
  const wrapped = fc.tuple(directive, pairs).map(([key, inner]) => [[key, { pairs: inner }]] as Pairs);
  const inserted = embedded.map(value => [['${{ insert }}', value]] as Pairs);
  const group = fc.oneof(
    { weight: 6, arbitrary: pairs },
    { weight: 1, arbitrary: wrapped },
    { weight: 1, arbitrary: inserted },
  );
  return fc.array(group, { minLength: 1, maxLength: 2 }).map(groups => ({ pairs: groups.flat() }));
}

/** A list of items, with directives around some of them. */
function list(item: Arbitrary<Tree>): Arbitrary<Tree> {
  const wrapped = fc
    .tuple(directive, fc.array(item, { maxLength: 2 }))
    .map(([key, items]): Tree => ({ pairs: [[key, { items }]] }));
  const one = fc.oneof(
    { weight: 5, arbitrary: item },
    { weight: 2, arbitrary: wrapped },
    { weight: 1, arbitrary: embedded },
  );
  return fc.array(one, { maxLength: 3 }).map(items => ({ items }));
}

/** An optional member of a mapping. */
function maybe(key: string, value: Arbitrary<Tree>): Arbitrary<Pairs> {
  return fc.option(value, { freq: 2, nil: undefined }).map(tree => (tree === undefined ? [] : [[key, tree] as const]));
}

function always(key: string, value: Arbitrary<Tree>): Arbitrary<Pairs> {
  return value.map(tree => [[key, tree]]);
}

function mapping(...members: readonly Arbitrary<Pairs>[]): Arbitrary<Tree> {
  return fc.tuple(...members).map(parts => ({ pairs: parts.flat() }));
}

const texts = spread(fc.array(fc.tuple(fc.oneof(word, embedded), text), { maxLength: 2 }));
const anything: Arbitrary<Tree> = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    text,
    list(tie('tree')),
    spread(fc.array(fc.tuple(word, tie('tree')), { maxLength: 2 })),
  ),
})).tree;

/** What may be a default: no expressions in it. */
const literals: Arbitrary<Tree> = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.array(tie('tree'), { maxLength: 3 }).map((items): Tree => ({ items })),
    fc
      .uniqueArray(fc.tuple(word, tie('tree')), { maxLength: 3, selector: ([key]) => key.toLowerCase() })
      .map((pairs): Tree => ({ pairs })),
  ),
})).tree;

const templates = ['steps.yml', 'jobs.yml', 'stages.yml', 'variables.yml', 'extended.yml'] as const;
const args = spread(
  fc.array(fc.tuple(fc.constantFrom('on', 'list', 'object', 'steps', 'text', 'other'), anything), { maxLength: 3 }),
);
const reference = mapping(
  always('template', fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...templates) }, { weight: 1, arbitrary: text })),
  maybe('parameters', args),
);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: mapping(
      always('script', text),
      maybe('displayName', text),
      maybe('env', texts),
      maybe('condition', fc.oneof(text, expressions)),
      maybe('name', identifier),
    ),
  },
  {
    weight: 1,
    arbitrary: mapping(always('task', fc.constant('CmdLine@2')), maybe('inputs', texts), maybe('enabled', text)),
  },
  { weight: 1, arbitrary: mapping(always('checkout', text), maybe('clean', text)) },
  { weight: 2, arbitrary: reference },
);
const steps = list(step);
const variables = fc.oneof(texts, list(fc.oneof(mapping(always('name', word), always('value', text)), reference)));
const job = fc.oneof(
  {
    weight: 4,
    arbitrary: mapping(
      always('job', identifier),
      maybe('dependsOn', fc.oneof(text, list(text))),
      maybe('variables', variables),
      maybe('pool', texts),
      maybe('condition', expressions),
      always('steps', steps),
    ),
  },
  { weight: 1, arbitrary: reference },
);
const jobs = list(job);
const stage = fc.oneof(
  {
    weight: 4,
    arbitrary: mapping(
      always('stage', identifier),
      maybe('variables', variables),
      maybe('dependsOn', list(text)),
      always('jobs', jobs),
    ),
  },
  { weight: 1, arbitrary: reference },
);
const stages = list(stage);

const declaration = fc.tuple(
  fc.constantFrom('on', 'list', 'object', 'steps', 'text'),
  fc.constantFrom('boolean', 'object', 'object', 'stepList', 'string', 'number', 'stringList', 'jobList', 'nonsense'),
  fc.option(fc.oneof({ weight: 9, arbitrary: literals }, { weight: 1, arbitrary: anything }), {
    freq: 6,
    nil: undefined,
  }),
);
const parameters = fc.uniqueArray(declaration, { maxLength: 4, selector: ([name]) => name }).map(
  (list): Tree => ({
    items: list.map(([name, type, value]) => ({
      pairs: [['name', name], ['type', type], ...(value === undefined ? [] : [['default', value] as const])],
    })),
  }),
);

const header = [maybe('parameters', parameters), maybe('variables', variables)] as const;
const pipeline = fc.oneof(
  mapping(...header, always('steps', steps)),
  mapping(...header, always('jobs', jobs)),
  mapping(...header, always('stages', stages)),
  mapping(...header, always('extends', reference)),
);

/** A pipeline with a template of each kind, which may refer to each other. */
export const pipelineFiles: Arbitrary<Files> = fc
  .record({
    'azure-pipelines.yml': pipeline,
    'steps.yml': mapping(maybe('parameters', parameters), always('steps', steps)),
    'jobs.yml': mapping(maybe('parameters', parameters), always('jobs', jobs)),
    'stages.yml': mapping(maybe('parameters', parameters), always('stages', stages)),
    'variables.yml': mapping(maybe('parameters', parameters), always('variables', variables)),
    'extended.yml': mapping(maybe('parameters', parameters), always('stages', stages)),
  })
  .map(files => Object.fromEntries(Object.entries(files).map(([path, tree]) => [path, `${print(tree, 0)}\n`])));

/** Writes a tree in blocks, its texts in double quotes where they need it. */
function print(tree: Tree, column: number): string {
  const indent = ' '.repeat(column);
  if (typeof tree === 'string') return scalar(tree);
  if ('items' in tree) {
    if (tree.items.length === 0) return '[]';
    return tree.items.map(item => `${indent}- ${print(item, column + 2).trimStart()}`).join('\n');
  }
  if (tree.pairs.length === 0) return '{}';
  return tree.pairs.map(([key, value]) => `${indent}${scalar(key)}:${behindKey(value, column)}`).join('\n');
}

function behindKey(value: Tree, column: number): string {
  const printed = print(value, column + 2);
  return printed.startsWith(' ') ? `\n${printed}` : ` ${printed}`;
}

function scalar(value: string): string {
  const isPlain = /^(\$\{\{|[A-Za-z0-9$])[^:#"\n\\]*[^:#"\n\\ ]$|^[A-Za-z0-9]$/.test(value);
  return isPlain ? value : JSON.stringify(value);
}
