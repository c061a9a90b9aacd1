import { ObjectValue, type Value } from '../../expression/value.ts';

/** The variables that are known while templates are expanded: those of outer scopes, and those declared here so far. */
export class VariableScope {
  readonly #outer: VariableScope | undefined;
  /** By lower-cased name; the last declaration wins. */
  readonly #own = new Map<string, readonly [name: string, value: string]>();
  #changes = 0;
  #made: { readonly version: number; readonly value: ObjectValue } | undefined;

  constructor(outer?: VariableScope) {
    this.#outer = outer;
  }

  declare(name: string, value: string): void {
    this.#own.set(name.toLowerCase(), [name, value]);
    this.#changes += 1;
  }

  /** All variables as `variables` shows them. Made anew only after a declaration. */
  value(): ObjectValue {
    const version = this.#version();
    if (this.#made?.version !== version) this.#made = { version, value: this.#make() };
    return this.#made.value;
  }

  #version(): number {
    return this.#changes + (this.#outer === undefined ? 0 : this.#outer.#version());
  }

  #make(): ObjectValue {
    const all = new Map<string, readonly [string, Value]>();
    this.#collect(all);
    return new ObjectValue(all.values(), { ignoreCase: true });
  }

  #collect(all: Map<string, readonly [string, Value]>): void {
    if (this.#outer !== undefined) this.#outer.#collect(all);
    for (const [lowered, variable] of this.#own) all.set(lowered, variable);
  }
}
