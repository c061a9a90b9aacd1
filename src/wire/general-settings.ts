import { type Static, type TBoolean, type TOptional, Type } from 'typebox';
import { Closed } from './json-schema.ts';

const names = [
  'auditEnforceSettableVar',
  'buildsEnabledForForks',
  'disableClassicBuildPipelineCreation',
  'disableClassicPipelineCreation',
  'disableClassicReleasePipelineCreation',
  'enableShellTasksArgsSanitizing',
  'enableShellTasksArgsSanitizingAudit',
  'enforceJobAuthScope',
  'enforceJobAuthScopeForForks',
  'enforceJobAuthScopeForReleases',
  'enforceNoAccessToSecretsFromForks',
  'enforceReferencedRepoScopedToken',
  'enforceSettableVar',
  'forkProtectionEnabled',
  'isCommentRequiredForPullRequest',
  'publishPipelineMetadata',
  'requireCommentsForNonTeamMemberAndNonContributors',
  'requireCommentsForNonTeamMembersOnly',
  'statusBadgesArePrivate',
] as const;

type Name = (typeof names)[number];

/** A project's settings for all its pipelines. */
export type GeneralSettings = Readonly<Record<Name, boolean>>;

/** How a project begins: nothing is required; what keeps jobs in their project, and enforces the settings of the language, is on. */
export const firstSettings = {
  ...(Object.fromEntries(names.map(name => [name, false])) as Record<Name, boolean>),
  enforceJobAuthScope: true,
  enforceSettableVar: true,
} satisfies GeneralSettings;

function each<Schema>(schema: Schema): Record<Name, Schema> {
  return Object.fromEntries(names.map(name => [name, schema])) as Record<Name, Schema>;
}

export const GeneralSettings = Closed(each<TBoolean>(Type.Boolean()));

/** Members that are absent stay as they are. */
export const UpdateGeneralSettings = Type.Object(each<TOptional<TBoolean>>(Type.Optional(Type.Boolean())));
export type UpdateGeneralSettings = Static<typeof UpdateGeneralSettings>;
