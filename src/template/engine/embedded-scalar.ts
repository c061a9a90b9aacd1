import { parseDirective, parseEmbedded } from '../../expression/embedded.ts';
import { type Parsed, parseExpression } from '../../expression/parse.ts';

/** A directive with its expression parsed. What is wrong with its names only shows when it is evaluated. */
export type Directive = { readonly text: string } & (
  | { readonly kind: 'if' | 'elseif'; readonly condition: Parsed }
  | { readonly kind: 'else' | 'insert' }
  | { readonly kind: 'each'; readonly variable: string; readonly collection: Parsed }
);

/** What a scalar with `${{ }}` holds. */
export type EmbeddedScalar =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'expression'; readonly parsed: Parsed }
  | { readonly kind: 'directive'; readonly directive: Directive };

/** Why a scalar's expressions can't be read. The scalar counts as text from then on, except for a directive that is no key. */
export type Unreadable =
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'misplaced'; readonly directive: string };

/** Reads a value. `names` are the loop variables known at its place. */
export function readValue(
  text: string,
  names: readonly string[],
): Exclude<EmbeddedScalar, { kind: 'directive' }> | Unreadable {
  const embedded = parseEmbedded(text, 'compile', names);
  if (embedded.kind === 'literal') return embedded;
  if (embedded.kind === 'directive') return { kind: 'misplaced', directive: embedded.text };
  if (embedded.kind !== 'error') return { kind: 'expression', parsed: { ok: true, tree: embedded.tree } };
  const { message, noticed } = embedded;
  if (noticed === 'reading') return { kind: 'error', message };
  return { kind: 'expression', parsed: { ok: false, error: { message, position: 1, noticed } } };
}

/** Reads a key, which may be a directive. */
export function readKey(text: string, names: readonly string[]): EmbeddedScalar | Unreadable {
  const found = parseDirective(text);
  if (found === undefined) return readValue(text, names);
  if (found.kind === 'error') return { kind: 'error', message: found.message };
  if (!('condition' in found || 'collection' in found)) return { kind: 'directive', directive: found };
  const parsed = parseExpression('collection' in found ? found.collection : found.condition, 'compile', names);
  if (!parsed.ok && parsed.error.noticed === 'reading') return { kind: 'error', message: parsed.error.message };
  if ('collection' in found) return { kind: 'directive', directive: { ...found, collection: parsed } };
  return { kind: 'directive', directive: { ...found, condition: parsed } };
}

/** The expression that a scalar holds, its own or its directive's, if it holds one. */
export function expressionOf(embedded: EmbeddedScalar): Parsed | undefined {
  if (embedded.kind === 'expression') return embedded.parsed;
  if (embedded.kind === 'literal') return undefined;
  const { directive } = embedded;
  if ('condition' in directive) return directive.condition;
  return 'collection' in directive ? directive.collection : undefined;
}
