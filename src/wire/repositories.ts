import { type Static, Type } from 'typebox';
import { IdentityReference, ProjectReference } from './common.ts';
import { Closed, DateTime, Guid } from './json-schema.ts';

/** A repository. `remoteUrl` is what git clones from: a folder of the server's machine. */
export const GitRepository = Closed({
  id: Guid,
  name: Type.String(),
  url: Type.String(),
  project: ProjectReference,
  defaultBranch: Type.Optional(Type.String()),
  size: Type.Integer({ minimum: 0 }),
  remoteUrl: Type.String(),
  webUrl: Type.String(),
  isDisabled: Type.Boolean(),
  isInMaintenance: Type.Boolean(),
});
export type GitRepository = Static<typeof GitRepository>;

/**
 * What registers a repository. `remoteUrl` is Millrace's addition to the service's `{name, project}`: the absolute path of a folder
 * that git can read, bare or not, on the server's machine.
 */
export const CreateRepository = Type.Object({
  name: Type.Optional(Type.String()),
  project: Type.Optional(Type.Object({ id: Type.Optional(Type.String()) })),
  remoteUrl: Type.Optional(Type.String()),
});

/** Gives a repository another name, or another default branch. */
export const UpdateRepository = Type.Object({
  name: Type.Optional(Type.String()),
  defaultBranch: Type.Optional(Type.String({ minLength: 1 })),
});

/** Brings a deleted repository back. */
export const RestoreRepository = Type.Object({ deleted: Type.Optional(Type.Literal(false)) });

/** A repository that can be brought back. */
export const DeletedRepository = Closed({
  id: Guid,
  name: Type.String(),
  project: ProjectReference,
  deletedBy: IdentityReference,
  deletedDate: DateTime,
});
export type DeletedRepository = Static<typeof DeletedRepository>;
