/**
 * One segment of a glob, between slashes, against one name. Matching keeps the set of places that the pattern so far can end at, so that
 * its time is polynomial whatever the pattern: patterns come from pipelines, names from anywhere.
 */
type Token =
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'star' }
  | { readonly kind: 'group'; readonly times: GroupKind; readonly choices: readonly (readonly Token[])[] };

type GroupKind = '?' | '*' | '+' | '@' | '!';

export type SegmentPattern = (name: string) => boolean;

export type SegmentOptions = {
  readonly ignoreCase: boolean;
  /** Whether `*` and `?` match a leading dot. */
  readonly dot: boolean;
};

/** Compiles `*`, `?`, `[a-z]`, `[!a]` and the groups `?( )`, `*( )`, `+( )`, `@( )`, `!( )`. Anything else stands for itself. */
export function compileSegment(pattern: string, { ignoreCase, dot }: SegmentOptions): SegmentPattern {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const tokens = new SegmentReader(fold(pattern)).read();
  const hidesDots = !dot && !pattern.startsWith('.');
  return name => {
    if (hidesDots && name.startsWith('.')) return false;
    const text = fold(name);
    return ends(tokens, text, new Set([0])).has(text.length);
  };
}

function ends(tokens: readonly Token[], text: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  let places = starts;
  for (const token of tokens) {
    if (places.size === 0) return places;
    places = step(token, text, places);
  }
  return places;
}

function step(token: Token, text: string, places: ReadonlySet<number>): ReadonlySet<number> {
  switch (token.kind) {
    case 'one':
      return new Set([...places].filter(at => at < text.length && token.accepts(text[at] ?? '')).map(at => at + 1));
    case 'star':
      return placesFrom(Math.min(...places), text);
    default:
      return group(token.times, token.choices, text, places);
  }
}

function placesFrom(first: number, text: string): ReadonlySet<number> {
  const places = new Set<number>();
  for (let at = first; at <= text.length; at += 1) places.add(at);
  return places;
}

function group(
  times: GroupKind,
  choices: readonly (readonly Token[])[],
  text: string,
  places: ReadonlySet<number>,
): ReadonlySet<number> {
  const once = (from: ReadonlySet<number>): ReadonlySet<number> =>
    new Set(choices.flatMap(choice => [...ends(choice, text, from)]));
  switch (times) {
    case '@':
      return once(places);
    case '?':
      return new Set([...places, ...once(places)]);
    case '!':
      return new Set([...places].flatMap(at => [...placesFrom(at, text)].filter(end => !once(new Set([at])).has(end))));
    default: {
      const all = new Set(times === '*' ? places : once(places));
      for (let fresh: ReadonlySet<number> = all; fresh.size > 0; ) {
        fresh = new Set([...once(fresh)].filter(at => !all.has(at)));
        for (const at of fresh) all.add(at);
      }
      return all;
    }
  }
}

class SegmentReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(end = ''): Token[] {
    const tokens: Token[] = [];
    while (this.#at < this.#text.length && !end.includes(this.#text[this.#at] as string)) tokens.push(this.#token());
    return tokens;
  }

  #token(): Token {
    const character = this.#text[this.#at] as string;
    if ('?*+@!'.includes(character) && this.#text[this.#at + 1] === '(') {
      const found = this.#group(character as GroupKind);
      if (found !== undefined) return found;
    }
    this.#at += 1;
    if (character === '*') return { kind: 'star' };
    if (character === '?') return { kind: 'one', accepts: () => true };
    const set = character === '[' ? this.#set() : undefined;
    return { kind: 'one', accepts: set ?? (given => given === character) };
  }

  /** `undefined`, and nothing read, when the group is never closed: then it stands for itself. */
  #group(times: GroupKind): Token | undefined {
    const start = this.#at;
    this.#at += 2;
    const choices: Token[][] = [];
    for (;;) {
      choices.push(this.read('|)'));
      const after = this.#text[this.#at];
      this.#at += 1;
      if (after === ')') return { kind: 'group', times, choices };
      if (after === undefined) {
        this.#at = start;
        return undefined;
      }
    }
  }

  /** The rest of `[…]`, or `undefined`, and nothing read, when it is never closed. */
  #set(): ((character: string) => boolean) | undefined {
    const isNegated = '!^'.includes(this.#text[this.#at] ?? ' ');
    const start = this.#at + (isNegated ? 1 : 0);
    // A bracket that comes first is one of the characters.
    const end = this.#text.indexOf(']', start + 1);
    if (end === -1) return undefined;
    const ranges = [...this.#text.slice(start, end).matchAll(/(.)-(.)|(.)/g)].map(
      ([, from, to, alone]) => [from ?? alone ?? '', to ?? alone ?? ''] as const,
    );
    this.#at = end + 1;
    return character => ranges.some(([from, to]) => from <= character && character <= to) !== isNegated;
  }
}
