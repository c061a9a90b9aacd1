import { compileGlob, type Glob, type GlobOptions } from './glob.ts';

/**
 * Several lines of patterns as the service's tasks read them: each adds what it matches, one that begins with `!` takes away again what it
 * matches of what was added so far. Empty lines and those that begin with `#` say nothing.
 */
export function compilePatterns(text: string, options: GlobOptions = {}): Glob {
  const rules = patternLines(text).map(line => {
    const [marks = ''] = /^!*/.exec(line) ?? [];
    return { adds: marks.length % 2 === 0, glob: compileGlob(trimRoot(line.slice(marks.length)), options) };
  });
  return path => {
    let isIn = false;
    for (const { adds, glob } of rules) {
      if (adds !== isIn && glob(path)) isIn = adds;
    }
    return isIn;
  };
}

/** The lines of a text that are patterns, trimmed. */
export function patternLines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'));
}

/** Patterns are relative, with or without the slash or dot that says so. */
function trimRoot(pattern: string): string {
  return pattern.replace(/^(?:\.?\/)+/, '');
}
