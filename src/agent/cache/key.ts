/** A segment of the key of a cache: a text that stands for itself, or files whose content counts. */
export type KeySegment =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  /** Patterns of files, those that begin with `!` taking away again. */
  | {
      readonly kind: 'files';
      readonly text: string;
      readonly include: readonly string[];
      readonly exclude: readonly string[];
    };

/** Why a key is refused. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/** What no name of a file has on any system: what has one of these, wildcards apart, is no path. */
const illegal = /["<>|\u0000-\u001f]/;

const wildcard = '**';

/**
 * Reads a key or a restore key: segments between `|`, trimmed, empty ones left out. What is in double quotes is text; so is what has no dot
 * and no separator, ends in a dot, or could be no file's name. Throws a `KeyError` where there is none, or one that is reserved.
 */
export function parseKey(key: string): readonly KeySegment[] {
  const texts = key
    .split('|')
    .map(text => text.trim())
    .filter(text => text !== '');
  if (texts.length === 0) throw new KeyError('The key of a cache is empty.');
  return texts.map(parseSegment);
}

function parseSegment(text: string): KeySegment {
  if (text === '*' || text === wildcard) throw new KeyError(`'${text}' is reserved: it can't be a segment of a key.`);
  if (text.startsWith("'") || text.startsWith('`'))
    throw new KeyError(`A segment of a key can't begin with ${text.charAt(0)}: ${text}`);
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) return { kind: 'string', text };
  if (!isPath(text)) return { kind: 'string', text };
  const patterns = text
    .split(',')
    .map(pattern => pattern.trim())
    .filter(pattern => pattern !== '');
  const [only] = patterns;
  if (patterns.length === 1 && only !== undefined && !isPattern(only)) return { kind: 'file', path: only };
  return {
    kind: 'files',
    text,
    include: patterns.filter(pattern => !pattern.startsWith('!')),
    exclude: patterns.filter(pattern => pattern.startsWith('!')).map(pattern => pattern.slice(1)),
  };
}

function isPath(text: string): boolean {
  if (illegal.test(text) || text.endsWith('.')) return false;
  return /[./\\]/.test(text);
}

function isPattern(text: string): boolean {
  return /[*?[!]/.test(text);
}
