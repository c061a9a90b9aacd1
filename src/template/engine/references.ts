import type { SourceRepository } from '../source-reader.ts';

/** Where the files of a document's relative references are looked for: a repository, and a folder of it with a leading `/`. */
export type Base = { readonly repository: SourceRepository; readonly directory: string };

export type Target =
  | { readonly kind: 'file'; readonly repository: SourceRepository; readonly path: string }
  | { readonly kind: 'noRepository'; readonly alias: string }
  | { readonly kind: 'invalidPath'; readonly path: string };

/** Finds what a reference (`../steps.yml@shared`) means. `repositories` are by lower-cased alias, `self` among them. */
export function resolveReference(
  reference: string,
  base: Base,
  repositories: ReadonlyMap<string, SourceRepository>,
): Target {
  const at = reference.indexOf('@');
  const file = (at === -1 ? reference : reference.slice(0, at)).replaceAll('\\', '/');
  if (at === -1) return target(file, base.directory, base.repository);
  const alias = reference.slice(at + 1);
  const repository = repositories.get(alias === '' ? 'self' : alias.toLowerCase());
  if (repository === undefined) return { kind: 'noRepository', alias };
  return target(file, repository.alias === base.repository.alias ? base.directory : '/', repository);
}

function target(file: string, directory: string, repository: SourceRepository): Target {
  const whole = file.startsWith('/') ? file : `${directory}/${file}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return { kind: 'invalidPath', path: whole };
  }
  return { kind: 'file', repository, path: `/${parts.join('/')}` };
}

/** The folder of a path: `/` for a file at the root. */
export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
