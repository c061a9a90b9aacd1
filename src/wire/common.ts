import { type Static, Type } from 'typebox';
import { Closed, DateTime, Guid, Int32, WireEnum } from './json-schema.ts';

/** A member of `_links`. */
export const Link = Closed({ href: Type.String() });

/** What a route answers when something is wrong: the service's envelope. */
export const ErrorEnvelope = Closed({
  $id: Type.Literal('1'),
  innerException: Type.Null(),
  message: Type.String(),
  typeName: Type.String(),
  typeKey: Type.String(),
  errorCode: Type.Integer(),
  eventId: Type.Integer(),
});
export type ErrorEnvelope = Static<typeof ErrorEnvelope>;

/** What is answered when the request itself could not be read. The capital M is the service's. */
export const FrameworkError = Closed({ count: Type.Literal(1), value: Closed({ Message: Type.String() }) });
export type FrameworkError = Static<typeof FrameworkError>;

export const projectState = {
  deleting: 2,
  new: 0,
  wellFormed: 1,
  createPending: 3,
  all: -1,
  unchanged: -2,
  deleted: 4,
} as const;
const projectVisibility = { private: 0, public: 2 } as const;

/** A project as other resources name it. */
export const ProjectReference = Closed({
  id: Guid,
  name: Type.String(),
  description: Type.Optional(Type.String()),
  url: Type.String(),
  state: WireEnum(projectState),
  revision: Int32,
  visibility: WireEnum(projectVisibility),
  lastUpdateTime: DateTime,
});
export type ProjectReference = Static<typeof ProjectReference>;

/** Someone who asked for something. */
export const IdentityReference = Closed({
  displayName: Type.String(),
  url: Type.String(),
  _links: Closed({ avatar: Link }),
  id: Type.String(),
  uniqueName: Type.String(),
  imageUrl: Type.String(),
  descriptor: Type.String(),
});
export type IdentityReference = Static<typeof IdentityReference>;

/** A pool as builds and definitions name it: by the queue through which a project uses it. */
const queueMembers = {
  id: Int32,
  name: Type.String(),
  pool: Closed({ id: Int32, name: Type.String(), isHosted: Type.Optional(Type.Boolean()) }),
};
export const AgentQueueReference = Closed(queueMembers);

/** A queue as the Build area shows it by itself. */
export const AgentPoolQueue = Closed({ _links: Closed({ self: Link }), ...queueMembers, url: Type.String() });
export type AgentPoolQueue = Static<typeof AgentPoolQueue>;
