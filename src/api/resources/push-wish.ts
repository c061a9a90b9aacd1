import type { CommitWish, PushWish } from '../../run/code-changes.ts';
import { CodeRefusal } from '../../run/code-refusal.ts';
import type { CommitHand, FileChange } from '../../run/ports/code-writer.ts';
import type { CreatePush } from '../../wire/git-pushes.ts';

type SentCommit = CreatePush['commits'][number];
type SentChange = SentCommit['changes'][number];

/** What a request asks to be pushed. Throws a `CodeRefusal` for what can be no commit. */
export function pushWishOf({ refUpdates, commits }: CreatePush): PushWish {
  const [ref, ...others] = refUpdates;
  if (ref === undefined || others.length > 0) throw invalid('A push updates one branch.');
  return {
    refName: ref.name,
    from: (ref.oldObjectId ?? '0'.repeat(40)).toLowerCase(),
    commits: commits.map(commitOf),
  };
}

function commitOf({ comment = '', author, committer, changes }: SentCommit): CommitWish {
  return {
    message: comment,
    changes: changes.map(changeOf),
    ...(author === undefined ? {} : { author: handOf(author) }),
    ...(committer === undefined ? {} : { committer: handOf(committer) }),
  };
}

function handOf({ name, email, date }: NonNullable<SentCommit['author']>): Partial<CommitHand> {
  const at = date === undefined ? Number.NaN : Date.parse(date);
  return {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(Number.isNaN(at) ? {} : { at }),
  };
}

function changeOf(change: SentChange): FileChange {
  const { changeType: kind, item, sourceServerItem } = change;
  const path = pathOf(item.path);
  if (kind === 'delete') return { kind, path };
  const content = contentOf(change);
  if (kind === 'rename' || kind === 'edit, rename') {
    if (sourceServerItem === undefined) throw invalid(`The renamed item '${item.path}' names no sourceServerItem.`);
    return { kind: 'rename', path, from: pathOf(sourceServerItem), ...(content && { content }) };
  }
  if (kind === 'none') throw invalid(`The change of '${item.path}' has no type.`);
  return { kind, path, content: content ?? Buffer.alloc(0) };
}

function contentOf({ newContent }: SentChange): Buffer | undefined {
  if (newContent?.content === undefined) return undefined;
  return Buffer.from(newContent.content, newContent.contentType === 'base64Encoded' ? 'base64' : 'utf8');
}

/** A path within a repository. Names that a file system or git itself gives a meaning are none. */
function pathOf(text: string): string {
  const path = text.replace(/^\/+|\/+$/g, '');
  const isStrange = path.split('/').some(name => name === '' || /^(\.|\.\.|\.git|git~1)$/i.test(name));
  if (isStrange || /\p{Cc}/u.test(path)) throw invalid(`The path '${text}' is not valid.`);
  return path;
}

function invalid(message: string): CodeRefusal {
  return new CodeRefusal('pushInvalid', message);
}
