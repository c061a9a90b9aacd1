import { builtInInputs } from './tasks/built-in-inputs.ts';

/** An input of a task: a text, a boolean, or one of some choices. */
export type TaskInput = {
  readonly name: string;
  readonly kind: 'text' | 'boolean' | readonly string[];
  /** Whether a step must give it. */
  readonly required: boolean;
};

/** Inputs by task, `name@major` in lower case. */
export type TaskInputs = ReadonlyMap<string, readonly TaskInput[]>;

type Row = readonly [name: string, versions: readonly (readonly [major: number, inputs: readonly InputRow[]])[]];
type InputRow = readonly [name: string, kind: string | readonly (string | null)[]];

/** What the built-in tasks take. Its data is large, so load this file only where it is asked for; the answer is made on each call. */
export function builtInTaskInputs(): TaskInputs {
  const rows = builtInInputs
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Row);
  return new Map(
    rows.flatMap(([name, versions]) =>
      versions.map(([major, inputs]) => [`${name}@${major}`.toLowerCase(), inputs.map(inputOf)] as const),
    ),
  );
}

function inputOf([name, kind]: InputRow): TaskInput {
  if (typeof kind === 'string')
    return { name, kind: kind.toLowerCase() === 'b' ? 'boolean' : 'text', required: kind === kind.toUpperCase() };
  return { name, kind: kind.filter(choice => choice !== null), required: kind[0] === null };
}
