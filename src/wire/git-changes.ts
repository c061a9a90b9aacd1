import { type Static, Type } from 'typebox';
import { GitItem, recursionLevel, versionType } from './git-content.ts';
import { Closed, Dictionary, Int32, WireEnum } from './json-schema.ts';

const text = Type.Optional(Type.String());

/** What became of a file. The service's enum is one of flags: these are those that are made here. */
export const changeType = {
  none: 0,
  add: 1,
  edit: 2,
  rename: 8,
  'edit, rename': 10,
  delete: 16,
} as const;

/** A file that a commit or a pull request changes. The item of a deleted file is what it was. */
export const GitChange = Closed({
  changeType: WireEnum(changeType),
  item: Closed({
    objectId: Type.String(),
    originalObjectId: Type.Optional(Type.String()),
    gitObjectType: Type.Literal('blob'),
    commitId: Type.String(),
    path: Type.String(),
    url: Type.String(),
  }),
  sourceServerItem: Type.Optional(Type.String()),
});
export type GitChange = Static<typeof GitChange>;

/** The files that a commit changes of its first parent, and how many of each kind there are. */
export const GitCommitChanges = Closed({ changeCounts: Dictionary(Int32), changes: Type.Array(GitChange) });
export type GitCommitChanges = Static<typeof GitCommitChanges>;

/** What differs between two versions, and how far they are from each other. */
export const GitCommitDiffs = Closed({
  allChangesIncluded: Type.Boolean(),
  changeCounts: Dictionary(Int32),
  changes: Type.Array(GitChange),
  commonCommit: Type.Optional(Type.String()),
  baseCommit: Type.String(),
  targetCommit: Type.String(),
  aheadCount: Int32,
  behindCount: Int32,
});
export type GitCommitDiffs = Static<typeof GitCommitDiffs>;

const VersionDescriptor = Type.Object({ version: text, versionType: Type.Optional(WireEnum(versionType)) });

/** Which commits are asked for. With `ids` these; else those that `itemVersion` reaches, or of `compareVersion` those that it does not. */
export const CommitsCriteria = Type.Object({
  ids: Type.Optional(Type.Array(Type.String(), { maxItems: 1_000 })),
  $top: Type.Optional(Type.Integer({ minimum: 0 })),
  $skip: Type.Optional(Type.Integer({ minimum: 0 })),
  author: text,
  itemPath: text,
  fromDate: text,
  toDate: text,
  itemVersion: Type.Optional(VersionDescriptor),
  compareVersion: Type.Optional(VersionDescriptor),
});
export type CommitsCriteria = Static<typeof CommitsCriteria>;

/** Several paths that are asked for at once. */
export const ItemsRequest = Type.Object({
  itemDescriptors: Type.Array(
    Type.Object({
      path: Type.String(),
      version: text,
      versionType: Type.Optional(WireEnum(versionType)),
      recursionLevel: Type.Optional(WireEnum(recursionLevel)),
    }),
    { maxItems: 100 },
  ),
});

/** For each path what stands there, and below it as far as it was asked for. */
export const ItemLists = Type.Array(Type.Array(GitItem));
