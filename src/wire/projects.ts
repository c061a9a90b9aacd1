import { type Static, Type } from 'typebox';
import { Link, ProjectReference } from './common.ts';
import { Closed, Guid, WireEnum } from './json-schema.ts';

/** A project read by itself. */
export const Project = Closed({
  ...ProjectReference.properties,
  _links: Closed({ self: Link, collection: Link, web: Link }),
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

/** What creates a project. `capabilities` and `visibility` are accepted and say nothing here: there is one kind of project. */
export const CreateProject = Type.Object({
  name: Type.String(),
  description: Type.Optional(Type.String()),
  capabilities: Type.Optional(Type.Unknown()),
  visibility: Type.Optional(Type.Unknown()),
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
