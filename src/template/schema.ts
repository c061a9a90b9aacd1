/**
 * What a place in a pipeline's YAML may hold, as data: the language itself is written in these words in `plan/schema/`, and the expander walks it
 * while it evaluates. A definition accepts every form that it lists; none listed means that form is refused.
 */
export type Definition = {
  readonly scalar?: ScalarRule;
  /** The definition of every item. */
  readonly sequence?: string;
  /** The mappings this place may hold: told apart by their first key where they have one, else by the keys that only some of them know. */
  readonly mappings?: readonly MappingRule[];
  /** Where `${{ }}` may stand from here downwards. Default: as above this place; `all` at the root. */
  readonly expressions?: ExpressionRule;
  /** Names the normaliser that a finished value goes through, out of those given to the expander. */
  readonly normalise?: string;
};

/** `all`: values and directives. `values`: no directives. `none`: nothing but a lone literal text. */
export type ExpressionRule = 'all' | 'values' | 'none';

/** `boolean` accepts every spelling of the schema (`true y yes on`, `false n no off`, any case). */
export type ScalarRule =
  | 'any'
  | 'nonEmpty'
  | 'boolean'
  | { readonly oneOf: readonly string[]; readonly ignoreCase?: boolean }
  | { readonly pattern: RegExp };

/** One shape of mapping. Keys are case-sensitive; a key that is neither a property nor covered by `loose` is an unexpected value. */
export type MappingRule = {
  /** The key that must stand first, which tells this shape from the others. */
  readonly first?: string;
  /** Known keys and the definitions of their values. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Keys without which the mapping is incomplete. */
  readonly required?: readonly string[];
  /** The definition of the values of all other keys. */
  readonly loose?: string;
  /** The mapping refers to a template, whose content takes its place. */
  readonly reference?: TemplateReferenceRule;
  /** What the expander does with a finished mapping beside keeping it. */
  readonly effect?: MappingEffect;
  /** An older shape beside a newer one with the same keys: meant only where a key of its own says so, and never suggested. */
  readonly legacy?: boolean;
};

/** `file` is the definition that the template's file follows; `body` the key whose items are its content, the whole file where absent. */
export type TemplateReferenceRule = { readonly file: string; readonly body?: string };

/** `scope`: variables declared inside are seen inside only. `variable`, `variableMap`: declares compile-time variables. */
export type MappingEffect = 'scope' | 'variable' | 'variableMap';

/** Definitions by name. Names that a definition mentions must be there: a test proves it. */
export type Schema = Readonly<Record<string, Definition>>;
