/** One of the values that an input may have; `''` is any. */
export type InputChoice = { readonly value: string; readonly displayValue: string };

/** Something that a subscription is given: a filter of a publisher, or a setting of a consumer. */
export type HookInput = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly mode: 'none' | 'textBox' | 'passwordBox' | 'combo' | 'checkBox' | 'textArea';
  readonly dataType: 'none' | 'string' | 'boolean' | 'guid' | 'uri';
  readonly isRequired?: boolean;
  /** Sealed where it is stored, and never answered. */
  readonly isConfidential?: boolean;
  /** Refused with any other value. */
  readonly choices?: readonly InputChoice[];
  /** Which values make sense is asked for: they depend on the project. */
  readonly isDynamic?: boolean;
  readonly maxLength?: number;
};

/** Values of inputs by their ids. */
export type InputValues = Readonly<Record<string, string>>;

/** How a confidential value is answered; given back, it leaves the value as it is. The service's own mask. */
export const maskedValue = '********';

const any: InputChoice = { value: '', displayValue: '[Any]' };

/** An input with a few values, or any. */
export function choiceInput(id: string, name: string, values: readonly string[]): HookInput {
  const choices = [any, ...values.map(value => ({ value, displayValue: spaced(value) }))];
  const description = `Filter events to include only those with the specified ${name.toLowerCase()}`;
  return { id, name, description, mode: 'combo', dataType: 'string', choices };
}

/** An input that names something of the project, or anything. */
export function nameInput(id: string, name: string): HookInput {
  const description = `Filter events to include only those for the specified ${name.toLowerCase()}`;
  return { id, name, description, mode: 'combo', dataType: 'string', isDynamic: true };
}

function spaced(value: string): string {
  return value.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}
