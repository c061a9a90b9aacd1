import { toText } from '../expression/convert.ts';
import { runtimeExpression } from '../expression/embedded.ts';
import { evaluate, type Scope } from '../expression/evaluate.ts';
import { expandMacros, expandVariables } from '../expression/macro.ts';
import { parseExpression } from '../expression/parse.ts';
import { ObjectValue, type Value } from '../expression/value.ts';
import type { PlanVariable } from '../plan/model.ts';
import type { JobVariable } from './events.ts';
import { isSystemVariable } from './system-variables.ts';

export type Variables = Readonly<Record<string, JobVariable>>;

/** What expressions of a run can name, lower-cased, beside `variables`. */
export type Contexts = Readonly<Record<string, Value>>;

export type EvaluatedVariables =
  | { readonly ok: true; readonly variables: Variables }
  | { readonly ok: false; readonly message: string };

/** What every scope of a run draws on. */
export type VariableSources = {
  /** The predefined variables. */
  readonly predefined: Readonly<Record<string, string>>;
  /** The variable groups that the pipeline names, by name in lower case. */
  readonly groups?: Readonly<Record<string, Variables>>;
};

type Counter = NonNullable<Scope['counter']>;

/** Which `$[ ]` a value is: that of a variable of the root, or of a stage or job. */
type VariableSlot = 'runtimeVariable' | 'jobVariable';

/**
 * The variables of one scope over those around it: macros stay for the agent, a value that is wholly `$[ ]` is evaluated, a group's variables stand
 * where the group is named. Names match in any case, the last definition wins; what the system gives keeps its value.
 */
export function evaluateVariables(
  authored: readonly PlanVariable[],
  around: Variables,
  { predefined, groups = {} }: VariableSources,
  contexts: Contexts,
  counting?: { readonly counter: Counter; readonly slot: VariableSlot },
): EvaluatedVariables {
  let variables: Variables = around;
  for (const variable of authored) {
    if ('group' in variable) {
      const members = Object.entries(groups[variable.group.toLowerCase()] ?? {});
      for (const [name, member] of members)
        if (!isSystemVariable(name, predefined)) variables = withVariable(variables, name, member);
      continue;
    }
    if (isSystemVariable(variable.name, predefined)) continue;
    const scope = scopeOf(variables, predefined, contexts);
    const value = evaluateValue(
      variable.value,
      counting === undefined ? scope : { ...scope, counter: counting.counter },
      counting?.slot,
    );
    if (!value.ok) return value;
    variables = withVariable(variables, variable.name, {
      value: value.text,
      isSecret: false,
      readonly: variable.readonly,
    });
  }
  return { ok: true, variables };
}

/** The scope of an expression: `variables` (secrets are not in it), and the contexts. */
export function scopeOf(variables: Variables, predefined: Readonly<Record<string, string>>, contexts: Contexts): Scope {
  const all: Contexts = { ...contexts, variables: variablesValue(variables, predefined) };
  return { named: name => all[name] };
}

function variablesValue(variables: Variables, predefined: Readonly<Record<string, string>>): ObjectValue {
  const entries: [string, Value][] = Object.entries(predefined);
  for (const [name, variable] of Object.entries(variables)) {
    if (!variable.isSecret) entries.push([name, variable.value]);
  }
  return new ObjectValue(entries, { ignoreCase: true });
}

/** Adds a variable; one of the same name in any case gives way. */
export function withVariable(variables: Variables, name: string, variable: JobVariable): Variables {
  const lowered = name.toLowerCase();
  const others = Object.entries(variables).filter(([other]) => other.toLowerCase() !== lowered);
  return Object.fromEntries([...others, [name, variable]]);
}

/** A text with each `$(name)` replaced whose variable is known and no secret, also where the value of another variable has it. */
export function expandText(text: string, variables: Variables, predefined: Readonly<Record<string, string>>): string {
  if (!text.includes('$(')) return text;
  const values = plainValues(variables, predefined);
  return expandMacros(text, name => {
    const value = values.get(name.toLowerCase());
    return value?.includes('$(') ? expandVariables(values).values.get(name.toLowerCase()) : value;
  });
}

/** The texts of the variables that are no secrets, by lower-cased name. */
export function plainValues(variables: Variables, predefined: Readonly<Record<string, string>>): Map<string, string> {
  const values = new Map(Object.entries(predefined).map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, { value, isSecret }] of Object.entries(variables)) {
    if (isSecret) values.delete(name.toLowerCase());
    else values.set(name.toLowerCase(), value);
  }
  return values;
}

/** A text of the plan that may be wholly `$[ ]`, or hold macros. */
export function evaluateText(
  text: string,
  variables: Variables,
  predefined: Readonly<Record<string, string>>,
  contexts: Contexts,
): EvaluatedValue {
  const value = evaluateValue(text, scopeOf(variables, predefined, contexts));
  return value.ok ? { ok: true, text: expandText(value.text, variables, predefined) } : value;
}

type EvaluatedValue = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** A text whose value may be wholly `$[ ]`: evaluated then, else itself. */
export function evaluateValue(text: string, scope: Scope, slot: VariableSlot = 'jobVariable'): EvaluatedValue {
  const expression = runtimeExpression(text);
  if (expression === undefined) return { ok: true, text };
  const parsed = parseExpression(expression, slot);
  if (!parsed.ok) return { ok: false, message: parsed.error.message };
  const evaluated = evaluate(parsed.tree, scope);
  if (!evaluated.ok) return evaluated;
  const value = toText(evaluated.value);
  return value === undefined
    ? { ok: false, message: `The expression '${expression}' does not give a text.` }
    : { ok: true, text: value };
}
