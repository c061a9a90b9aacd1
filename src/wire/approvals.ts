import { type Static, Type } from 'typebox';
import { IdentityReference, Link } from './common.ts';
import { Closed, DateTime, Guid, Int32, WireEnum } from './json-schema.ts';

/** `completed` and `all` are asked for, never answered. */
export const ApprovalStatus = WireEnum({
  undefined: 0,
  uninitiated: 1,
  pending: 2,
  approved: 4,
  rejected: 8,
  skipped: 16,
  canceled: 32,
  timedOut: 64,
  failed: 128,
  completed: 252,
  all: 255,
});

export const ApprovalExpand = WireEnum({ none: 0, steps: 1, permissions: 2 });

const permissions = WireEnum({ none: 0, view: 1, update: 2, reassign: 4, resourceAdmin: 8, queueBuild: 16 });

const ApprovalStep = Closed({
  assignedApprover: IdentityReference,
  actualApprover: Type.Optional(IdentityReference),
  status: ApprovalStatus,
  comment: Type.String(),
  lastModifiedOn: DateTime,
  order: Int32,
  lastModifiedBy: Type.Optional(IdentityReference),
  initiatedOn: Type.Optional(DateTime),
  /** Whom it was assigned to before, oldest first. */
  history: Type.Array(
    Closed({
      assignedTo: IdentityReference,
      comment: Type.String(),
      createdBy: IdentityReference,
      createdOn: DateTime,
    }),
  ),
  permissions: Type.Optional(permissions),
});

const Owner = Closed({ _links: Closed({ web: Link, self: Link }), id: Int32, name: Type.String() });

/** An approval that a stage waits for, or waited for. */
export const Approval = Closed({
  id: Guid,
  steps: Type.Array(ApprovalStep),
  status: ApprovalStatus,
  createdOn: DateTime,
  lastModifiedOn: DateTime,
  executionOrder: WireEnum({ anyOrder: 1, inSequence: 2 }),
  minRequiredApprovers: Int32,
  blockedApprovers: Type.Array(IdentityReference),
  instructions: Type.Optional(Type.String()),
  permissions: Type.Optional(permissions),
  _links: Closed({ self: Link }),
  /** Whose stage it is; undocumented, and read by clients. */
  pipeline: Closed({ owner: Owner, id: Type.String(), name: Type.String() }),
});
export type Approval = Static<typeof Approval>;

/** Somebody as requests name him: by an id, or by a name. */
const NamedIdentity = Type.Object({
  id: Type.Optional(Type.String({ maxLength: 256 })),
  displayName: Type.Optional(Type.String({ maxLength: 256 })),
  uniqueName: Type.Optional(Type.String({ maxLength: 256 })),
});

/** Somebody's word in an approval. */
export const ApprovalUpdate = Type.Object({
  approvalId: Guid,
  status: Type.Optional(ApprovalStatus),
  comment: Type.Optional(Type.String()),
  /** An approval counts only from then on. */
  deferredTo: Type.Optional(Type.String()),
  /** Whose step is meant; without it, that of who asks. */
  assignedApprover: Type.Optional(NamedIdentity),
  /** Who is asked in the approver's place. */
  reassignTo: Type.Optional(NamedIdentity),
});
export type ApprovalUpdate = Static<typeof ApprovalUpdate>;
