import { type Static, Type } from 'typebox';
import { Closed, DateTime, WireEnum } from './json-schema.ts';

const objectType = { bad: 0, commit: 1, tree: 2, blob: 3, tag: 4, ext2: 5, ofsDelta: 6, refDelta: 7 } as const;
const SizeBytes = Type.Integer({ minimum: 0 });

/** A file's content by its own id. */
export const GitBlob = Closed({ objectId: Type.String(), size: SizeBytes, url: Type.String() });
export type GitBlob = Static<typeof GitBlob>;

/** A folder by its own id. */
export const GitTree = Closed({
  objectId: Type.String(),
  url: Type.String(),
  treeEntries: Type.Array(
    Closed({
      objectId: Type.String(),
      relativePath: Type.String(),
      mode: Type.String(),
      gitObjectType: WireEnum(objectType),
      url: Type.String(),
      size: SizeBytes,
    }),
  ),
  size: SizeBytes,
});
export type GitTree = Static<typeof GitTree>;

/** A tag with words of its own. */
export const GitAnnotatedTag = Closed({
  name: Type.String(),
  objectId: Type.String(),
  taggedObject: Closed({ objectId: Type.String(), objectType: WireEnum(objectType) }),
  taggedBy: Closed({ name: Type.String(), email: Type.String(), date: DateTime }),
  message: Type.String(),
  url: Type.String(),
});
export type GitAnnotatedTag = Static<typeof GitAnnotatedTag>;

/** Makes a tag; who asks for it is its tagger. */
export const CreateTag = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 1_000 }),
  taggedObject: Type.Object({ objectId: Type.String() }),
  message: Type.String({ maxLength: 100_000 }),
});

/** The lists of ids that blobs are fetched by. */
export const BlobIds = Type.Array(Type.String(), { maxItems: 1_000 });

const updateStatus = {
  succeeded: 0,
  forcePushRequired: 1,
  staleOldObjectId: 2,
  invalidRefName: 3,
  unprocessed: 4,
  unresolvableToCommit: 5,
  writePermissionRequired: 6,
  manageNotePermissionRequired: 7,
  createBranchPermissionRequired: 8,
  createTagPermissionRequired: 9,
  rejectedByPlugin: 10,
  locked: 11,
  refNameConflict: 12,
  rejectedByPolicy: 13,
  succeededNonExistentRef: 14,
  succeededCorruptRef: 15,
} as const;

/** Moves refs: from where they are known to be, or zeros, to where they shall be, or zeros. */
export const RefUpdates = Type.Array(
  Type.Object({ name: Type.String(), oldObjectId: Type.String(), newObjectId: Type.String() }),
  { maxItems: 1_000 },
);

/** What became of one of them. */
export const GitRefUpdateResult = Closed({
  repositoryId: Type.String(),
  name: Type.String(),
  oldObjectId: Type.String(),
  newObjectId: Type.String(),
  isLocked: Type.Boolean(),
  updateStatus: WireEnum(updateStatus),
  success: Type.Boolean(),
  customMessage: Type.Optional(Type.String()),
});
export type GitRefUpdateResult = Static<typeof GitRefUpdateResult>;

/** Locks a branch, or unlocks it. */
export const RefLock = Type.Object({ isLocked: Type.Optional(Type.Boolean()), name: Type.Optional(Type.String()) });
