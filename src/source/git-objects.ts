import { askGit, pipeGit } from './git-command.ts';
import { type Hand, handText } from './git-hand.ts';

/** What stands in a folder; `mode` as git writes it. */
export type TreeItem = {
  readonly mode: string;
  readonly kind: 'blob' | 'tree' | 'commit';
  readonly id: string;
  /** 0 for what is no file. */
  readonly sizeBytes: number;
  readonly path: string;
};

/** A tag that has words of its own. */
export type TagFacts = {
  readonly id: string;
  readonly name: string;
  readonly objectId: string;
  readonly objectKind: 'commit' | 'tree' | 'blob' | 'tag';
  readonly message: string;
  readonly tagger: Hand;
};

/** Makes an annotated tag that no ref points at; `undefined` where git refuses it. */
export async function writeTag(
  repository: string,
  tag: { readonly name: string; readonly objectId: string; readonly message: string; readonly tagger: Hand },
): Promise<string | undefined> {
  const type = await objectKind(repository, tag.objectId);
  if (type === undefined) return undefined;
  const head = [`object ${tag.objectId}`, `type ${type}`, `tag ${tag.name}`, `tagger ${handText(tag.tagger)}`];
  const made = await pipeGit(repository, ['mktag'], `${head.join('\n')}\n\n${tag.message}\n`);
  return made?.toString().trim();
}

/** What an object is; `undefined` where the repository has none of that whole id. */
export async function objectKind(
  repository: string,
  objectId: string,
): Promise<'commit' | 'tree' | 'blob' | 'tag' | undefined> {
  if (!isObjectId(objectId)) return undefined;
  const answer = (await askGit(repository, ['cat-file', '-t', objectId]))?.toString().trim();
  return answer === 'commit' || answer === 'tree' || answer === 'blob' || answer === 'tag' ? answer : undefined;
}

/** What is in a folder by its own id, with the sizes of files; `undefined` where there is no such folder. */
export async function readTree(
  repository: string,
  { id, isDeep }: { readonly id: string; readonly isDeep: boolean },
): Promise<readonly TreeItem[] | undefined> {
  const deep = isDeep ? ['-r', '-t'] : [];
  const answer = await askGit(repository, ['ls-tree', '-l', '-z', ...deep, '--end-of-options', id]);
  return answer
    ?.toString()
    .split('\0')
    .flatMap(line => {
      const [, mode, kind, itemId, size, path] =
        /^(\d+) (blob|tree|commit) ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
      if (mode === undefined || itemId === undefined || path === undefined) return [];
      return [{ mode, kind: kind as TreeItem['kind'], id: itemId, sizeBytes: Number(size) || 0, path }];
    });
}

/** How long an object is, in bytes. */
export async function objectSize(repository: string, id: string): Promise<number | undefined> {
  const answer = isObjectId(id) ? await askGit(repository, ['cat-file', '-s', id]) : undefined;
  return answer === undefined ? undefined : Number(answer.toString());
}

/** An annotated tag by the id of its own object. */
export async function readTag(repository: string, id: string): Promise<TagFacts | undefined> {
  if ((await objectKind(repository, id)) !== 'tag') return undefined;
  const text = (await askGit(repository, ['cat-file', 'tag', id]))?.toString() ?? '';
  const end = text.indexOf('\n\n');
  const head = text.slice(0, end);
  const field = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(head)?.[1] ?? '';
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<([^>]*)> (\d+)/.exec(field('tagger')) ?? [];
  return {
    id,
    name: field('tag'),
    objectId: field('object'),
    objectKind: field('type') as TagFacts['objectKind'],
    message: text.slice(end + 2).trimEnd(),
    tagger: { name, email, at: Number(seconds) * 1000 },
  };
}

/** What a ref stands at, a tag at its own object; `undefined` where it is not there. */
export async function refId(repository: string, refName: string): Promise<string | undefined> {
  if (!refName.startsWith('refs/')) return undefined;
  // Not rev-parse, which takes `refs/heads/main~1` as well.
  const asked = ['show-ref', '--verify', '--hash', '--', refName];
  return (await askGit(repository, asked))?.toString().trim();
}

/** Whether git takes a name for a ref. */
export async function isRefName(name: string): Promise<boolean> {
  return (await askGit('.', ['check-ref-format', name])) !== undefined;
}

/** Makes another branch that of HEAD. */
export async function setHead(repository: string, branch: string): Promise<boolean> {
  return (await askGit(repository, ['symbolic-ref', 'HEAD', branch])) !== undefined;
}

/** Whether a text is a whole id, and no name that moves. */
export function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
