import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { changeType } from './git-changes.ts';
import { GitCommitRef } from './git-content.ts';
import { Closed, DateTime, Int32, WireEnum } from './json-schema.ts';
import { GitRepository } from './repositories.ts';

const UserDate = Type.Object({
  name: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  date: Type.Optional(Type.String()),
});

/** Makes commits and moves a branch to the last of them. Contents are text, or base64. */
export const CreatePush = Type.Object({
  refUpdates: Type.Array(Type.Object({ name: Type.String(), oldObjectId: Type.Optional(Type.String()) })),
  commits: Type.Array(
    Type.Object({
      comment: Type.Optional(Type.String()),
      author: Type.Optional(UserDate),
      committer: Type.Optional(UserDate),
      changes: Type.Array(
        Type.Object({
          changeType: WireEnum(changeType),
          item: Type.Object({ path: Type.String() }),
          sourceServerItem: Type.Optional(Type.String()),
          newContent: Type.Optional(
            Type.Object({
              content: Type.Optional(Type.String()),
              contentType: Type.Optional(WireEnum({ rawText: 0, base64Encoded: 1 })),
            }),
          ),
        }),
      ),
    }),
    { maxItems: 100 },
  ),
});
export type CreatePush = Static<typeof CreatePush>;

/** That refs were moved together. Commits are there where they were asked for, and in the answer that made them. */
export const GitPush = Closed({
  pushId: Int32,
  date: DateTime,
  pushedBy: IdentityReference,
  refUpdates: Type.Optional(
    Type.Array(
      Closed({
        repositoryId: Type.String(),
        name: Type.String(),
        oldObjectId: Type.String(),
        newObjectId: Type.String(),
      }),
    ),
  ),
  commits: Type.Optional(Type.Array(GitCommitRef)),
  repository: GitRepository,
  url: Type.String(),
});
export type GitPush = Static<typeof GitPush>;
