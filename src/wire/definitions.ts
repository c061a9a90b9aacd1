import { type Static, Type } from 'typebox';
import { AgentPoolQueue, IdentityReference, Link, ProjectReference } from './common.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, Nullable, WireEnum } from './json-schema.ts';

/** Pipelines as the Build area knows them: build definitions. */

export const definitionTriggerType = {
  none: 1,
  continuousIntegration: 2,
  batchedContinuousIntegration: 4,
  schedule: 8,
  gatedCheckIn: 16,
  batchedGatedCheckIn: 32,
  pullRequest: 64,
  buildCompletion: 128,
  all: 255,
} as const;
export const definitionQueryOrder = {
  none: 0,
  lastModifiedAscending: 1,
  lastModifiedDescending: 2,
  definitionNameAscending: 3,
  definitionNameDescending: 4,
} as const;
export const definitionQueueStatus = { enabled: 0, paused: 1, disabled: 2 } as const;
const definitionQuality = { definition: 1, draft: 2 } as const;
const authorizationScope = { projectCollection: 1, project: 2 } as const;

/** Bits of the days of a week. */
export const scheduleDays = {
  none: 0,
  monday: 1,
  tuesday: 2,
  wednesday: 4,
  thursday: 8,
  friday: 16,
  saturday: 32,
  sunday: 64,
  all: 127,
} as const;

const filters = { branchFilters: Type.Array(Type.String()), pathFilters: Type.Array(Type.String()) };

const Trigger = Type.Union([
  Closed({
    ...filters,
    settingsSourceType: Int32,
    batchChanges: Type.Boolean(),
    maxConcurrentBuildsPerBranch: Int32,
    triggerType: Type.Literal('continuousIntegration'),
  }),
  Closed({
    ...filters,
    settingsSourceType: Int32,
    forks: Closed({ enabled: Type.Boolean(), allowSecrets: Type.Boolean() }),
    isCommentRequiredForPullRequest: Type.Boolean(),
    requireCommentsForNonTeamMembersOnly: Type.Optional(Type.Boolean()),
    triggerType: Type.Literal('pullRequest'),
  }),
  Closed({
    definition: Closed({ id: Int32 }),
    requiresSuccessfulBuild: Type.Boolean(),
    branchFilters: filters.branchFilters,
    triggerType: Type.Literal('buildCompletion'),
  }),
  Closed({
    schedules: Type.Array(
      Closed({
        branchFilters: filters.branchFilters,
        timeZoneId: Type.String(),
        startHours: Int32,
        startMinutes: Int32,
        daysToBuild: Type.String(),
        scheduleJobId: Guid,
        scheduleOnlyWithChanges: Type.Boolean(),
      }),
    ),
    triggerType: Type.Literal('schedule'),
  }),
]);
export type DefinitionTrigger = Static<typeof Trigger>;

/** A variable of a definition. Of a secret the value is null, and a null that comes back leaves it as it is. */
const Variable = Closed({
  value: Nullable(Type.String()),
  isSecret: Type.Optional(Type.Boolean()),
  allowOverride: Type.Optional(Type.Boolean()),
});

/** A variable group that a pipeline is linked to. */
const LinkedGroup = Closed({
  variables: Dictionary(
    Closed({
      value: Nullable(Type.String()),
      isSecret: Type.Optional(Type.Boolean()),
      isReadOnly: Type.Optional(Type.Boolean()),
    }),
  ),
  type: Type.Literal('Vsts'),
  name: Type.String(),
  description: Type.String(),
  id: Int32,
});

/** What lists of definitions show. */
const reference = {
  _links: Closed({ self: Link, web: Link, editor: Link, badge: Link }),
  quality: WireEnum(definitionQuality),
  authoredBy: IdentityReference,
  drafts: Type.Array(Type.Never()),
  queue: Type.Optional(AgentPoolQueue),
  id: Int32,
  name: Type.String(),
  url: Type.String(),
  uri: Type.String(),
  path: Type.String(),
  type: Type.Literal('build'),
  queueStatus: WireEnum(definitionQueueStatus),
  revision: Int32,
  createdDate: DateTime,
  project: ProjectReference,
};

/** A definition. Lists leave out what it is made of unless `includeAllProperties` asks for it. */
export const Definition = Closed({
  ...reference,
  triggers: Type.Optional(Type.Array(Trigger)),
  variables: Type.Optional(Dictionary(Variable)),
  properties: Type.Optional(Dictionary(Type.String())),
  tags: Type.Optional(Type.Array(Type.String())),
  description: Type.Optional(Type.String()),
  buildNumberFormat: Type.Optional(Type.String()),
  jobAuthorizationScope: Type.Optional(WireEnum(authorizationScope)),
  jobTimeoutInMinutes: Type.Optional(Int32),
  jobCancelTimeoutInMinutes: Type.Optional(Int32),
  badgeEnabled: Type.Optional(Type.Boolean()),
  variableGroups: Type.Optional(Type.Array(LinkedGroup)),
  demands: Type.Optional(Type.Array(Type.String())),
  process: Type.Optional(Closed({ yamlFilename: Type.String(), type: Type.Literal(2) })),
  repository: Type.Optional(
    Closed({
      properties: Dictionary(Type.String()),
      id: Guid,
      type: Type.Literal('TfsGit'),
      name: Type.String(),
      url: Type.String(),
      defaultBranch: Type.String(),
      clean: Type.Null(),
      checkoutSubmodules: Type.Boolean(),
    }),
  ),
  latestBuild: Type.Optional(Type.Object({ id: Int32 })),
  latestCompletedBuild: Type.Optional(Type.Object({ id: Int32 })),
});
export type Definition = Static<typeof Definition>;

const GivenTrigger = Type.Object({
  triggerType: WireEnum(definitionTriggerType),
  settingsSourceType: Type.Optional(Int32),
  branchFilters: Type.Optional(Type.Array(Type.String())),
  pathFilters: Type.Optional(Type.Array(Type.String())),
  batchChanges: Type.Optional(Type.Boolean()),
  maxConcurrentBuildsPerBranch: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  forks: Type.Optional(
    Type.Object({ enabled: Type.Optional(Type.Boolean()), allowSecrets: Type.Optional(Type.Boolean()) }),
  ),
  isCommentRequiredForPullRequest: Type.Optional(Type.Boolean()),
  requireCommentsForNonTeamMembersOnly: Type.Optional(Type.Boolean()),
  definition: Type.Optional(Type.Object({ id: Int32 })),
  requiresSuccessfulBuild: Type.Optional(Type.Boolean()),
  schedules: Type.Optional(
    Type.Array(
      Type.Object({
        branchFilters: Type.Optional(Type.Array(Type.String())),
        timeZoneId: Type.Optional(Type.String()),
        startHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })),
        startMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 59 })),
        /** The sum of the days' bits, or their names with commas between. */
        daysToBuild: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 127 }), Type.String()])),
        scheduleJobId: Type.Optional(Guid),
        scheduleOnlyWithChanges: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
});
export type GivenTrigger = Static<typeof GivenTrigger>;

/** A queue as requests name it: by its id, or its name. */
export const GivenQueue = Type.Object({ id: Type.Optional(Int32), name: Type.Optional(Type.String()) });
export type GivenQueue = Static<typeof GivenQueue>;

/** What is demanded of an agent: `name`, `name -equals value`, or the two as an object. */
export const GivenDemand = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Object({ name: Type.String({ minLength: 1 }), value: Type.Optional(Nullable(Type.String())) }),
]);
export type GivenDemand = Static<typeof GivenDemand>;

const Minutes = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** What makes or changes a definition. Clients send a whole definition back: members that are not named here say nothing. */
export const DefinitionBody = Type.Object({
  name: Type.String(),
  path: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  revision: Type.Optional(Int32),
  comment: Type.Optional(Type.String()),
  queueStatus: Type.Optional(WireEnum(definitionQueueStatus)),
  buildNumberFormat: Type.Optional(Type.String()),
  jobAuthorizationScope: Type.Optional(WireEnum(authorizationScope)),
  jobTimeoutInMinutes: Type.Optional(Minutes),
  jobCancelTimeoutInMinutes: Type.Optional(Minutes),
  badgeEnabled: Type.Optional(Type.Boolean()),
  queue: Type.Optional(GivenQueue),
  variableGroups: Type.Optional(Type.Array(Type.Object({ id: Int32 }))),
  demands: Type.Optional(Type.Array(GivenDemand)),
  process: Type.Optional(Type.Object({ type: Type.Optional(Int32), yamlFilename: Type.Optional(Type.String()) })),
  repository: Type.Optional(
    Type.Object({
      id: Type.Optional(Type.String()),
      name: Type.Optional(Type.String()),
      type: Type.Optional(Type.String()),
    }),
  ),
  triggers: Type.Optional(Type.Array(GivenTrigger)),
  variables: Type.Optional(
    Dictionary(
      Type.Object({
        value: Type.Optional(Type.String()),
        isSecret: Type.Optional(Type.Boolean()),
        allowOverride: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
  properties: Type.Optional(Type.Object({})),
  tags: Type.Optional(Type.Array(Type.String())),
});
export type DefinitionBody = Static<typeof DefinitionBody>;

/** A change of a definition, as its history shows it. */
export const DefinitionRevision = Closed({
  revision: Int32,
  name: Type.String(),
  changedBy: IdentityReference,
  changedDate: DateTime,
  changeType: WireEnum({ add: 1, update: 2, delete: 3 }),
  comment: Type.Optional(Type.String()),
  definitionUrl: Type.String(),
});
export type DefinitionRevision = Static<typeof DefinitionRevision>;

/** A folder of definitions. */
export const DefinitionFolder = Closed({
  path: Type.String(),
  description: Type.Optional(Type.String()),
  createdOn: DateTime,
  createdBy: IdentityReference,
  project: ProjectReference,
});
export type DefinitionFolder = Static<typeof DefinitionFolder>;
