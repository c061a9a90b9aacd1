import { type Arity, atLeast } from '../functions/arity.ts';
import { functions } from '../functions.ts';
import { contextsOf, type Slot } from '../slots.ts';
import { wording } from '../wording.ts';

/**
 * What the parser does with a name that it does not know. `refuse`: says so at once. `defer`: says so once the rest proved well formed,
 * because the service reads the whole file for syntax before it evaluates. `accept`: leaves it to whoever evaluates.
 */
type UnknownNames = 'refuse' | 'defer' | 'accept';

/** What a parser knows of the place of an expression. Names are in lower case. */
export type Grammar = {
  readonly contexts: readonly string[];
  readonly arities: ReadonlyMap<string, Arity>;
  readonly unknownNames: UnknownNames;
  readonly onlyTexts: boolean;
  /** What is said of an expression of nothing but white space. */
  readonly blank: (text: string) => string;
};

/** The arity of a function that nothing is known of. */
export const unknownArity: Arity = atLeast(0);

const unknownNamesOf: Readonly<Record<Slot, UnknownNames>> = {
  compile: 'defer',
  parameterDefault: 'accept',
  runtimeVariable: 'refuse',
  jobVariable: 'refuse',
  stageCondition: 'refuse',
  jobCondition: 'refuse',
  stepCondition: 'accept',
};

/** How the service reads an expression in a slot. */
export function grammarOf(slot: Slot): Grammar {
  return madeOnce(serviceGrammars, slot, unknownNamesOf[slot]);
}

/** How a condition is read where it is evaluated: the service leaves the names in a step's condition to the agent. */
export function conditionGrammar(slot: Slot): Grammar {
  return madeOnce(conditionGrammars, slot, 'refuse');
}

const serviceGrammars = new Map<Slot, Grammar>();
const conditionGrammars = new Map<Slot, Grammar>();

function madeOnce(made: Map<Slot, Grammar>, slot: Slot, unknownNames: UnknownNames): Grammar {
  const known = made.get(slot);
  if (known !== undefined) return known;
  const grammar = makeGrammar(slot, unknownNames);
  made.set(slot, grammar);
  return grammar;
}

function makeGrammar(slot: Slot, unknownNames: UnknownNames): Grammar {
  return {
    contexts: contextsOf[slot],
    // Where names are not checked, a function that only some slots know is a name like any other.
    arities: aritiesOf(unknownNames === 'accept' ? 'compile' : slot),
    unknownNames,
    onlyTexts: slot === 'parameterDefault',
    blank: isRuntime(slot) ? text => wording.runtimeExpressionInvalid(`$[${text}]`) : () => wording.expressionExpected,
  };
}

function isRuntime(slot: Slot): boolean {
  return slot === 'runtimeVariable' || slot === 'jobVariable';
}

function aritiesOf(slot: Slot): ReadonlyMap<string, Arity> {
  const arities = new Map<string, Arity>();
  for (const [name, { known }] of Object.entries(functions)) {
    const arity = known[slot];
    if (arity !== undefined) arities.set(name.toLowerCase(), arity);
  }
  return arities;
}
