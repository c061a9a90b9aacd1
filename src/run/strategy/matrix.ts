import type { PlanMatrix } from '../../plan/model.ts';

export type ReadMatrix =
  | { readonly ok: true; readonly legs: PlanMatrix }
  /** The text is no JSON object of objects of texts. */
  | { readonly ok: false };

const legNameShape = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The longest name of a leg, in characters; the service's own number. */
const legNameLength = 100;

/** Reads the matrix that a `$[ ]` gave: `{ "leg": { "variable": "value" } }`, with quotes of either kind, as the service reads JSON. Numbers and booleans become texts, an empty text is an empty matrix. */
export function readMatrix(text: string): ReadMatrix {
  if (text.trim() === '') return { ok: true, legs: {} };
  const parsed = parseJson(text);
  if (!isObject(parsed)) return { ok: false };
  const legs: Record<string, Readonly<Record<string, string>>> = {};
  for (const [name, variables] of Object.entries(parsed)) {
    const read = isObject(variables) && isLegName(name) ? readVariables(variables) : undefined;
    if (read === undefined) return { ok: false };
    legs[name] = read;
  }
  return { ok: true, legs };
}

function readVariables(variables: Readonly<Record<string, unknown>>): Record<string, string> | undefined {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value === 'object' && value !== null) return undefined;
    texts[name] = valueText(value);
  }
  return texts;
}

/** Booleans as expressions spell them. */
function valueText(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

function isLegName(name: string): boolean {
  return name.length <= legNameLength && legNameShape.test(name);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseLooseJson(text);
  }
}

const stringOrName = /"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'|[A-Za-z_$][\w$]*(?=\s*:)/gs;

/** Texts in single quotes, and names without any: what the service's documentation shows, since bash leaves those quotes alone. */
function parseLooseJson(text: string): unknown {
  const strict = text.replace(stringOrName, (token: string, single?: string) => {
    if (single !== undefined) return `"${single.replace(/\\.|"/gs, requoted)}"`;
    return token.startsWith('"') ? token : `"${token}"`;
  });
  try {
    return JSON.parse(strict);
  } catch {
    return undefined;
  }
}

/** What has to be said otherwise once a text stands in double quotes. */
function requoted(token: string): string {
  if (token === '"') return '\\"';
  return token === "\\'" ? "'" : token;
}
