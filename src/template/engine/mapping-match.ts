import type { MappingRule } from '../schema.ts';

/** Finds out which of several shapes a mapping has, key by key, as the service does: the first key decides, else whatever only some know. */
export class MappingMatch {
  #candidates: readonly MappingRule[];
  #decidedByFirst: boolean;
  #lost = false;

  /** `openFirst`: keys that are not known yet may stand before the first, so that it decides nothing. */
  constructor(rules: readonly MappingRule[], openFirst: boolean) {
    this.#candidates = rules;
    this.#decidedByFirst = openFirst || !rules.some(rule => rule.first !== undefined);
  }

  /** No shape begins as this mapping does: the rest of it has no meaning. */
  get lost(): boolean {
    return this.#lost;
  }

  /** The shapes are told apart by their first key, and there was none yet. */
  get needsFirst(): boolean {
    return !this.#decidedByFirst;
  }

  /** The shape, once only one is left. */
  get rule(): MappingRule | undefined {
    return this.#candidates.length === 1 ? this.#candidates[0] : undefined;
  }

  /** The shape that a finished mapping has: what is left once older shapes, which nothing asked for, are left out. */
  get settled(): MappingRule | undefined {
    const current = this.#current();
    return this.rule ?? (current.length === 1 ? current[0] : undefined);
  }

  /** Takes the next key; answers the definition of its value, or `undefined` for an unexpected key. */
  take(key: string): string | undefined {
    if (!this.#decidedByFirst) {
      this.#decidedByFirst = true;
      const fitting = this.#candidates.filter(rule => rule.first === key);
      this.#lost = fitting.length === 0;
      if (this.#lost) return undefined;
      this.#candidates = fitting;
    }
    const only = this.rule;
    if (only !== undefined)
      return only.properties && Object.hasOwn(only.properties, key) ? only.properties[key] : only.loose;
    const knowing = this.#candidates.filter(
      rule => rule.properties !== undefined && Object.hasOwn(rule.properties, key),
    );
    if (knowing.length > 0) {
      this.#candidates = knowing;
      return knowing[0]?.properties?.[key];
    }
    return this.#candidates.find(rule => rule.loose !== undefined)?.loose;
  }

  /** Keys that could stand next. */
  expected(): readonly string[] {
    if (this.#lost) return this.#candidates.flatMap(({ first }) => first ?? []);
    return [...new Set(this.#candidates.flatMap(({ properties = {} }) => Object.keys(properties)))];
  }

  /** Keys of which one would tell the shapes apart; none when one shape is left. */
  distinguishing(): readonly string[] {
    const candidates = this.#current();
    if (candidates.length < 2) return [];
    const counts = new Map<string, number>();
    for (const rule of candidates)
      for (const key of Object.keys(rule.properties ?? {})) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts]
      .filter(([, count]) => count === 1)
      .map(([key]) => key)
      .sort();
  }

  #current(): readonly MappingRule[] {
    return this.#candidates.filter(({ legacy }) => legacy !== true);
  }
}
