import { expandedVariablesLength, macroNameLength, variableDepth } from '../base/limits.ts';

/**
 * Replaces each `$(name)` by what `lookup` gives for the name, spaces included; the rest stays as it is, also where `lookup` gives
 * `undefined`. What was put in is not looked at again. Reading starts anew one character on, so `$(a$(b))` expands `b`. Takes time linear
 * in the text: names longer than `macroNameLength` are not looked up.
 */
export function expandMacros(text: string, lookup: (name: string) => string | undefined): string {
  let expanded = '';
  let copied = 0;
  let close = -1;
  for (let open = text.indexOf('$('); open !== -1; ) {
    if (close < open + 2) close = text.indexOf(')', open + 2);
    if (close === -1) break;
    const length = close - open - 2;
    const value = length === 0 || length > macroNameLength ? undefined : lookup(text.slice(open + 2, close));
    if (value !== undefined) {
      expanded += text.slice(copied, open) + value;
      copied = close + 1;
    }
    open = text.indexOf('$(', value === undefined ? open + 1 : copied);
  }
  return copied === 0 ? text : expanded + text.slice(copied);
}

export type ExpandedVariables = {
  /** Under the names as given. */
  readonly values: ReadonlyMap<string, string>;
  /** Variables that kept their own text, because they led in a circle, `variableDepth` deep, or beyond `expandedVariablesLength`. */
  readonly cyclic: readonly string[];
  /** Variables that are secret themselves or were made from one. */
  readonly secrets: ReadonlySet<string>;
};

/**
 * Expands the `$(name)` of all variables by each other, names in any case. A variable whose way leads into a circle, also one that it is not
 * part of, keeps its own text.
 */
export function expandVariables(
  variables: ReadonlyMap<string, string>,
  secrets: ReadonlySet<string> = new Set(),
): ExpandedVariables {
  const expansion = new Expansion(variables, secrets);
  const values = new Map<string, string>();
  const made = new Set<string>();
  const cyclic: string[] = [];
  for (const [name, value] of variables) {
    const result = expansion.expand(name);
    values.set(name, result?.text ?? value);
    if (result === undefined) cyclic.push(name);
    if (result?.isSecret || secrets.has(name)) made.add(name);
  }
  return { values, cyclic, secrets: made };
}

/** `height` is 1 for a variable that mentions no other. */
type Expanded = { readonly text: string; readonly isSecret: boolean; readonly height: number };

type Variable = { readonly text: string; readonly isSecret: boolean };

/** Expands each variable once, and remembers it for those that mention it. */
class Expansion {
  readonly #variables = new Map<string, Variable>();
  readonly #expanded = new Map<string, Expanded | 'circular'>();
  /** The variables that are being expanded, each mentioned by the one before. */
  readonly #path = new Set<string>();
  #remainingLength = expandedVariablesLength;

  constructor(variables: ReadonlyMap<string, string>, secrets: ReadonlySet<string>) {
    for (const [name, text] of variables) {
      this.#variables.set(name.toLowerCase(), { text, isSecret: secrets.has(name) });
    }
  }

  expand(name: string): Expanded | undefined {
    const variable = this.#variables.get(name.toLowerCase());
    return variable === undefined ? undefined : this.#visit(name.toLowerCase(), variable);
  }

  #visit(name: string, variable: Variable): Expanded | undefined {
    const known = this.#expanded.get(name);
    if (known !== undefined) return known === 'circular' ? undefined : known;
    if (this.#path.has(name)) {
      for (const waiting of this.#path) this.#expanded.set(waiting, 'circular');
      return undefined;
    }
    if (this.#path.size >= variableDepth) return undefined;
    this.#path.add(name);
    const expanded = this.#replace(variable);
    this.#path.delete(name);
    if (expanded !== undefined) this.#expanded.set(name, expanded);
    return expanded;
  }

  /** After the first mention that fails nothing more is looked up: that keeps a web of mentions from being walked again and again. */
  #replace({ text, isSecret }: Variable): Expanded | undefined {
    const mentioned: Expanded[] = [];
    let hasFailed = false;
    const expanded = expandMacros(text, nested => {
      const variable = hasFailed ? undefined : this.#variables.get(nested.toLowerCase());
      if (variable === undefined) return undefined;
      const value = this.#visit(nested.toLowerCase(), variable);
      hasFailed = value === undefined || !this.#fits(value);
      if (value === undefined || hasFailed) return undefined;
      mentioned.push(value);
      return value.text;
    });
    if (hasFailed) return undefined;
    return {
      text: expanded,
      isSecret: isSecret || mentioned.some(value => value.isSecret),
      height: 1 + Math.max(0, ...mentioned.map(value => value.height)),
    };
  }

  #fits(value: Expanded): boolean {
    this.#remainingLength -= value.text.length;
    return this.#remainingLength >= 0 && this.#path.size + value.height <= variableDepth;
  }
}
