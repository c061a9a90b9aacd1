import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { GitChange } from './git-changes.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, WireEnum } from './json-schema.ts';

const threadStatus = { unknown: 0, active: 1, fixed: 2, wontFix: 3, closed: 4, byDesign: 5, pending: 6 } as const;
const commentType = { unknown: 0, text: 1, codeChange: 2, system: 3 } as const;

const Content = Type.String({ maxLength: 150_000 });

/** Words in a thread; `parentCommentId` is what they answer. */
export const CreateComment = Type.Object({
  content: Type.Optional(Content),
  commentType: Type.Optional(WireEnum(commentType)),
  parentCommentId: Type.Optional(Int32),
});
export type CreateComment = Static<typeof CreateComment>;

const Position = Type.Object({ line: Type.Optional(Int32), offset: Type.Optional(Int32) });

const ThreadContext = Type.Object({
  filePath: Type.Optional(Type.String()),
  leftFileStart: Type.Optional(Position),
  leftFileEnd: Type.Optional(Position),
  rightFileStart: Type.Optional(Position),
  rightFileEnd: Type.Optional(Position),
});

const threadMembers = {
  status: Type.Optional(WireEnum(threadStatus)),
  threadContext: Type.Optional(ThreadContext),
  pullRequestThreadContext: Type.Optional(Dictionary(Type.Unknown())),
  properties: Type.Optional(Dictionary(Type.Unknown())),
};

/** Begins a thread. */
export const CreateThread = Type.Object({ ...threadMembers, comments: Type.Array(CreateComment, { maxItems: 100 }) });
export type CreateThread = Static<typeof CreateThread>;

/** Changes a thread; comments that come with it are added. */
export const UpdateThread = Type.Object({
  ...threadMembers,
  comments: Type.Optional(Type.Array(CreateComment, { maxItems: 100 })),
});
export type UpdateThread = Static<typeof UpdateThread>;

/** A deleted comment has no content. */
export const PullRequestComment = Closed({
  id: Int32,
  parentCommentId: Int32,
  author: IdentityReference,
  content: Type.Optional(Type.String()),
  publishedDate: DateTime,
  lastUpdatedDate: DateTime,
  lastContentUpdatedDate: DateTime,
  commentType: WireEnum(commentType),
  isDeleted: Type.Optional(Type.Literal(true)),
  usersLiked: Type.Array(IdentityReference),
});
export type PullRequestComment = Static<typeof PullRequestComment>;

export const PullRequestThread = Closed({
  id: Int32,
  publishedDate: DateTime,
  lastUpdatedDate: DateTime,
  comments: Type.Array(PullRequestComment),
  status: Type.Optional(WireEnum(threadStatus)),
  threadContext: Type.Optional(Type.Unknown()),
  pullRequestThreadContext: Type.Optional(Type.Unknown()),
  properties: Type.Optional(Type.Unknown()),
  isDeleted: Type.Boolean(),
});
export type PullRequestThread = Static<typeof PullRequestThread>;

export const CreateLabel = Type.Object({ name: Type.String({ minLength: 1, maxLength: 400 }) });

export const PullRequestLabel = Closed({ id: Guid, name: Type.String(), active: Type.Boolean(), url: Type.String() });
export type PullRequestLabel = Static<typeof PullRequestLabel>;

const Vote = Type.Integer({ minimum: -10, maximum: 10 });

/** Somebody who is asked to review, as requests name him. */
export const ReviewerWish = Type.Object({
  id: Type.Optional(Type.String()),
  displayName: Type.Optional(Type.String()),
  uniqueName: Type.Optional(Type.String()),
  vote: Type.Optional(Vote),
  isRequired: Type.Optional(Type.Boolean()),
  hasDeclined: Type.Optional(Type.Boolean()),
});
export type ReviewerWish = Static<typeof ReviewerWish>;

export const PullRequestReviewer = Closed({
  ...IdentityReference.properties,
  reviewerUrl: Type.String(),
  vote: Vote,
  isRequired: Type.Optional(Type.Literal(true)),
  hasDeclined: Type.Boolean(),
  isFlagged: Type.Boolean(),
});
export type PullRequestReviewer = Static<typeof PullRequestReviewer>;

/** The files of an iteration. There is no next page where the next numbers are 0. */
export const IterationChanges = Closed({
  changeEntries: Type.Array(Closed({ ...GitChange.properties, changeTrackingId: Int32, changeId: Int32 })),
  nextSkip: Int32,
  nextTop: Int32,
});
export type IterationChanges = Static<typeof IterationChanges>;

const queryType = { notSet: 0, lastMergeCommit: 1, commit: 2 } as const;

/** Which pull requests commits belong to: by the last merge, or by any commit of theirs. */
export const PullRequestQueries = Type.Object({
  queries: Type.Array(Type.Object({ type: WireEnum(queryType), items: Type.Array(Type.String(), { maxItems: 100 }) }), {
    maxItems: 20,
  }),
});
export type PullRequestQueries = Static<typeof PullRequestQueries>;
export const queryTypes = queryType;
