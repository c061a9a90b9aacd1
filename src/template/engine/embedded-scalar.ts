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

/** Why a scalar's expressions can't be read. */
export type Unreadable = { readonly kind: 'error'; readonly messages: readonly string[] };

/** Reads a value. `names` are the loop variables known at its place. */
export function readValue(
  text: string,
  names: readonly string[],
): Exclude<EmbeddedScalar, { kind: 'directive' }> | Unreadable {
  const embedded = parseEmbedded(text, 'compile', names);
  if (embedded.kind === 'literal') return embedded;
  if (embedded.kind !== 'error') return { kind: 'expression', parsed: { ok: true, tree: embedded.tree } };
  const { message, further, noticed } = embedded;
  if (noticed === 'reading') return unreadable(message, ...further);
  return { kind: 'expression', parsed: { ok: false, error: { message, position: 1, noticed } } };
}

/** Reads a key, which may be a directive. */
export function readKey(text: string, names: readonly string[]): EmbeddedScalar | Unreadable {
  const found = parseDirective(text);
  if (found === undefined) return readValue(text, names);
  if (found.kind === 'error') return unreadable(found.message);
  if (!('condition' in found || 'collection' in found)) return { kind: 'directive', directive: found };
  const parsed = parseExpression('collection' in found ? found.collection : found.condition, 'compile', names);
  if (!parsed.ok && parsed.error.noticed === 'reading') return unreadable(parsed.error.message);
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

function unreadable(...messages: readonly string[]): Unreadable {
  return { kind: 'error', messages };
}
