import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileGlob, type Glob } from '../match/glob.ts';

const fileName = '.artifactignore';

type Rule = { readonly ignores: boolean; readonly foldersOnly: boolean; readonly glob: Glob };

/** Whether a path below the published folder is left out. */
export type Ignored = (path: string, isFolder: boolean) => boolean;

/**
 * What `.artifactignore` at the root of a published folder leaves out, in the syntax of `.gitignore`: the last rule that matches counts,
 * and nothing comes back from within a folder that is left out. Without the file, `.git` is left out.
 */
export async function readArtifactIgnore(
  folder: string,
): Promise<{ readonly file: string | undefined; readonly ignored: Ignored }> {
  const file = join(folder, fileName);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { file: undefined, ignored: path => path === '.git' };
  return { file, ignored: compileIgnore(text) };
}

/** Compiles the text of an ignore file. */
export function compileIgnore(text: string): Ignored {
  const rules = text.split(/\r?\n/).flatMap(line => parseRule(line) ?? []);
  return (path, isFolder) =>
    rules.findLast(rule => (isFolder || !rule.foldersOnly) && rule.glob(path))?.ignores ?? false;
}

function parseRule(line: string): Rule | undefined {
  const trimmed = line.replace(/(?<!\\)\s+$/, '');
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const ignores = !trimmed.startsWith('!');
  const pattern = ignores ? trimmed : trimmed.slice(1);
  const foldersOnly = pattern.endsWith('/');
  const path = unescaped(pattern.replace(/\/+$/, ''));
  // A slash within ties a pattern to the root; without one it matches at any depth.
  const glob = path.includes('/') ? compileGlob(path.replace(/^\/+/, '')) : compileGlob(path, { matchBase: true });
  return path === '' ? undefined : { ignores, foldersOnly, glob };
}

/** A character behind a backslash stands for itself; those that mean something in a pattern do so in brackets. */
function unescaped(pattern: string): string {
  return pattern.replace(/\\(.)/g, (_, character: string) =>
    '*?['.includes(character) ? `[${character}]` : character,
  );
}
