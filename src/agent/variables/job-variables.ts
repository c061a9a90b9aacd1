import { expandMacros, expandVariables } from '../../expression/macro.ts';

/** A variable of a job. Names match in any case. */
export type Variable = {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
  readonly isReadOnly: boolean;
  /** Goes into the environment under the name as it is spelled. */
  readonly keepsCase: boolean;
};

export type VariableFlags = Partial<Pick<Variable, 'isSecret' | 'isReadOnly' | 'keepsCase'>>;

/**
 * The variables of a job. What is set holds macros; what is read is as it was at the last `expand`, or since set. A variable that was
 * once secret stays secret, and so does one whose value was made from a secret.
 */
export class JobVariables {
  readonly #set = new Map<string, Variable>();
  readonly #expanded = new Map<string, Variable>();

  set(name: string, value: string, flags: VariableFlags = {}): void {
    const key = name.toLowerCase();
    const before = this.#set.get(key);
    const variable: Variable = {
      name,
      value,
      isSecret: flags.isSecret === true || before?.isSecret === true,
      isReadOnly: flags.isReadOnly === true || before?.isReadOnly === true,
      keepsCase: flags.keepsCase === true || before?.keepsCase === true,
    };
    this.#set.set(key, variable);
    this.#expanded.set(key, variable);
  }

  /** The value of a variable, or `undefined` where there is none. */
  get(name: string): string | undefined {
    return this.#expanded.get(name.toLowerCase())?.value;
  }

  isReadOnly(name: string): boolean {
    return this.#set.get(name.toLowerCase())?.isReadOnly === true;
  }

  isSecret(name: string): boolean {
    return this.#expanded.get(name.toLowerCase())?.isSecret === true;
  }

  /** Whether a variable is on, as the service's agent reads switches: `1`, `true` or `$true`. */
  isOn(name: string): boolean {
    return readBoolean(this.get(name)) === true;
  }

  all(): Iterable<Variable> {
    return this.#expanded.values();
  }

  /** Replaces `$(name)` in a text by the value as `view` shows it; unknown names stay as they are. Default: the value as it is. */
  expandText(text: string, view: (value: string) => string = value => value): string {
    if (!text.includes('$(')) return text;
    return expandMacros(text, name => {
      const value = this.get(name);
      return value === undefined ? undefined : view(value);
    });
  }

  /**
   * Expands all variables among themselves, as happens before each step. Answers the names of those that could not be expanded, because
   * they lead in a circle, and keep their text.
   */
  expand(): readonly string[] {
    if (!this.#hasMacros()) {
      for (const [key, variable] of this.#set) this.#expanded.set(key, variable);
      return [];
    }
    const texts = new Map<string, string>();
    const secrets = new Set<string>();
    for (const [key, { value, isSecret }] of this.#set) {
      texts.set(key, value);
      if (isSecret) secrets.add(key);
    }
    const expanded = expandVariables(texts, secrets);
    for (const [key, variable] of this.#set) {
      const value = expanded.values.get(key) ?? variable.value;
      this.#expanded.set(key, { ...variable, value, isSecret: expanded.secrets.has(key) });
    }
    return expanded.cyclic.map(key => this.#set.get(key)?.name ?? key);
  }

  #hasMacros(): boolean {
    for (const { value } of this.#set.values()) if (value.includes('$(')) return true;
    return false;
  }
}

/** A switch as the service's agent reads it; `undefined` where it is none. */
export function readBoolean(text: string | undefined): boolean | undefined {
  const lowered = text?.trim().toLowerCase() ?? '';
  if (['1', 'true', '$true'].includes(lowered)) return true;
  return ['0', 'false', '$false'].includes(lowered) ? false : undefined;
}
