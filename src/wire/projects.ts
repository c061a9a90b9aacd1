import { type Static, Type } from 'typebox';
import { Link, ProjectReference } from './common.ts';
import { Closed, Guid, WireEnum } from './json-schema.ts';

/** A team as its project names it. */
export const TeamReference = Closed({ id: Guid, name: Type.String(), url: Type.String() });

/** A picture: its bytes in base64, or one by one. */
export const ProjectAvatar = Type.Object({
  image: Type.Union([Type.String(), Type.Array(Type.Integer({ minimum: 0, maximum: 255 }))]),
});

/** A project read by itself. */
export const Project = Closed({
  ...ProjectReference.properties,
  _links: Closed({ self: Link, collection: Link, web: Link }),
  defaultTeam: TeamReference,
  capabilities: Type.Optional(
    Closed({
      processTemplate: Closed({ templateName: Type.String(), templateTypeId: Type.String() }),
      versioncontrol: Closed({
        sourceControlType: Type.String(),
        gitEnabled: Type.String(),
        tfvcEnabled: Type.String(),
      }),
    }),
  ),
});
export type Project = Static<typeof Project>;

/** What creates a project. `visibility` is accepted and says nothing here. */
export const CreateProject = Type.Object({
  name: Type.String(),
  description: Type.Optional(Type.String()),
  capabilities: Type.Optional(
    Type.Object({
      processTemplate: Type.Optional(Type.Object({ templateTypeId: Type.Optional(Type.String()) })),
    }),
  ),
  visibility: Type.Optional(Type.Unknown()),
});

/** What changes a project; absent members stay as they are. */
export const ChangeProject = Type.Object({
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
});

/** A named value of a project. */
export const ProjectProperty = Closed({ name: Type.String(), value: Type.String() });

const processType = { system: 0, custom: 1, inherited: 2 } as const;

/** By what projects plan work. */
export const Process = Closed({
  id: Guid,
  name: Type.String(),
  description: Type.String(),
  isDefault: Type.Boolean(),
  type: WireEnum(processType),
  url: Type.String(),
});

export const operationStatus = { notSet: 0, queued: 1, inProgress: 2, cancelled: 3, succeeded: 4, failed: 5 } as const;

/** Where to ask how something is getting on that was only begun. */
export const OperationReference = Closed({
  id: Guid,
  status: WireEnum(operationStatus),
  url: Type.String(),
});

export const Operation = Closed({
  ...OperationReference.properties,
  _links: Closed({ self: Link }),
});
