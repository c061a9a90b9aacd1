import { ObjectValue, type Value } from '../../expression/value.ts';

type Declared = readonly [name: string, value: string];

/** The variables that are known while templates are expanded: those of outer scopes, and those declared here so far. */
export class VariableScope {
  readonly #outer: VariableScope | undefined;
  /** By lower-cased name; the last declaration wins. */
  readonly #own = new Map<string, Declared>();
  /** What expressions see as `variables`: always as it is now. */
  readonly value: ObjectValue;

  /** `listed` hears how many variables are listed whenever an expression wants all of them at once. */
  constructor(outer: VariableScope | undefined, listed: (count: number) => void) {
    this.#outer = outer;
    this.value = new LiveVariables(this, listed);
  }

  declare(name: string, value: string): void {
    this.#own.set(name.toLowerCase(), [name, value]);
  }

  /** The value of a variable, its name in lower case. */
  find(name: string): string | undefined {
    for (let scope: VariableScope | undefined = this; scope !== undefined; scope = scope.#outer) {
      const found = scope.#own.get(name);
      if (found !== undefined) return found[1];
    }
    return undefined;
  }

  /** All variables, inner ones in the place of outer ones of the same name. */
  list(): ReadonlyMap<string, string> {
    const scopes: VariableScope[] = [];
    for (let scope: VariableScope | undefined = this; scope !== undefined; scope = scope.#outer) scopes.unshift(scope);
    const all = new Map<string, Declared>();
    for (const scope of scopes) for (const [lowered, declared] of scope.#own) all.set(lowered, declared);
    return new Map(all.values());
  }
}

/** Looks names up where they are declared: a copy for each expression would make long lists of variables quadratic. */
class LiveVariables extends ObjectValue {
  readonly #scope: VariableScope;

  constructor(scope: VariableScope, listed: (count: number) => void) {
    super([]);
    this.#scope = scope;
    Object.defineProperty(this, 'entries', {
      get: () => {
        const all = scope.list();
        listed(all.size);
        return all;
      },
    });
  }

  override get(name: string): Value | undefined {
    return this.#scope.find(name.toLowerCase());
  }
}
