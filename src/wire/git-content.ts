import { type Static, Type } from 'typebox';
import { Closed, DateTime, Int32, WireEnum } from './json-schema.ts';

/** What clients of pipelines read of repositories: branches, commits and files. */

/** A branch or tag. `peeledObjectId` is there for annotated tags, when it was asked for. */
export const GitRef = Closed({
  name: Type.String(),
  objectId: Type.String(),
  peeledObjectId: Type.Optional(Type.String()),
  url: Type.String(),
});
export type GitRef = Static<typeof GitRef>;

const UserDate = Closed({ name: Type.String(), email: Type.String(), date: DateTime });

const commitMembers = {
  commitId: Type.String(),
  author: UserDate,
  committer: UserDate,
  comment: Type.String(),
  commentTruncated: Type.Optional(Type.Boolean()),
  parents: Type.Optional(Type.Array(Type.String())),
  url: Type.String(),
  remoteUrl: Type.String(),
};

/** A commit in a list. Its comment is the first line of the message; `commentTruncated` is there when there is more. */
export const GitCommitRef = Closed(commitMembers);
export type GitCommitRef = Static<typeof GitCommitRef>;

/** A commit by itself, with its whole message. */
export const GitCommit = Closed({ ...commitMembers, treeId: Type.String() });
export type GitCommit = Static<typeof GitCommit>;

/** A branch and how far it is from the default one. */
export const BranchStats = Closed({
  commit: GitCommitRef,
  name: Type.String(),
  aheadCount: Int32,
  behindCount: Int32,
  isBaseVersion: Type.Boolean(),
});
export type BranchStats = Static<typeof BranchStats>;

const objectType = { bad: 0, commit: 1, tree: 2, blob: 3, tag: 4, ext2: 5, ofsDelta: 6, refDelta: 7 } as const;

/** A file or folder of a commit. */
export const GitItem = Closed({
  objectId: Type.String(),
  gitObjectType: WireEnum(objectType),
  commitId: Type.String(),
  path: Type.String(),
  isFolder: Type.Optional(Type.Boolean()),
  isSymLink: Type.Optional(Type.Boolean()),
  content: Type.Optional(Type.String()),
  url: Type.String(),
});
export type GitItem = Static<typeof GitItem>;

/** What a version's name is the name of. */
export const versionType = { branch: 0, tag: 1, commit: 2 } as const;
/** How deep a list of items goes below its folder. */
export const recursionLevel = { none: 0, oneLevel: 1, oneLevelPlusNestedEmptyFolders: 4, full: 120 } as const;
