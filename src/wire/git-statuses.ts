import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { Closed, DateTime, Dictionary, Int32, WireEnum } from './json-schema.ts';

const statusState = { notSet: 0, pending: 1, succeeded: 2, failed: 3, error: 4, notApplicable: 5 } as const;

const Context = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256 }),
  genre: Type.Optional(Type.String({ maxLength: 256 })),
});

/** What a system says of a commit. */
export const CreateStatus = Type.Object({
  state: Type.Optional(WireEnum(statusState)),
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
  targetUrl: Type.Optional(Type.String({ maxLength: 4_000 })),
  context: Context,
});
export type CreateStatus = Static<typeof CreateStatus>;

/** Of a pull request, perhaps of one of its iterations. */
export const CreatePullRequestStatus = Type.Object({
  ...CreateStatus.properties,
  iterationId: Type.Optional(Int32),
  properties: Type.Optional(Dictionary(Type.Unknown())),
});
export type CreatePullRequestStatus = Static<typeof CreatePullRequestStatus>;

const members = {
  id: Int32,
  state: WireEnum(statusState),
  description: Type.Optional(Type.String()),
  context: Closed({ name: Type.String(), genre: Type.Optional(Type.String()) }),
  creationDate: DateTime,
  updatedDate: DateTime,
  createdBy: IdentityReference,
  targetUrl: Type.Optional(Type.String()),
};

export const GitStatus = Closed(members);
export type GitStatus = Static<typeof GitStatus>;

export const GitPullRequestStatus = Closed({
  ...members,
  iterationId: Type.Optional(Int32),
  properties: Type.Optional(Type.Unknown()),
});
export type GitPullRequestStatus = Static<typeof GitPullRequestStatus>;
