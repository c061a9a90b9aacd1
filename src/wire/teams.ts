import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { Closed, Guid } from './json-schema.ts';
import { TeamReference } from './projects.ts';

export const Team = Closed({
  ...TeamReference.properties,
  description: Type.String(),
  identityUrl: Type.String(),
  projectId: Guid,
  projectName: Type.String(),
});
export type Team = Static<typeof Team>;

/** Makes or changes a team. */
export const TeamWish = Type.Object({
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
});

export const TeamMember = Closed({ identity: IdentityReference, isTeamAdmin: Type.Optional(Type.Boolean()) });

/** A project's teams as the one who asks stands to them. */
export const CategorizedTeams = Closed({ myTeams: Type.Array(Team), otherReadableTeams: Type.Array(Team) });
