import { type Static, Type } from 'typebox';
import { Closed, DateTime, Int32 } from './json-schema.ts';

const RetentionSetting = Closed({ min: Int32, max: Int32, value: Int32 });

/** For how many days what of a project is kept, and how many runs whatever their age. */
export const ProjectRetentionSetting = Closed({
  purgeArtifacts: RetentionSetting,
  purgePullRequestRuns: RetentionSetting,
  purgeRuns: RetentionSetting,
  retainRunsPerProtectedBranch: RetentionSetting,
});
export type ProjectRetentionSetting = Static<typeof ProjectRetentionSetting>;

const NewSetting = Type.Optional(Type.Object({ value: Int32 }));

/** What is changed of it, under other names than those it is answered by. */
export const UpdateRetentionSetting = Type.Object({
  artifactsRetention: NewSetting,
  pullRequestRunRetention: NewSetting,
  runRetention: NewSetting,
  retainRunsPerProtectedBranch: NewSetting,
});
export type UpdateRetentionSetting = Static<typeof UpdateRetentionSetting>;

const RetentionRule = Closed({
  branches: Type.Array(Type.String()),
  artifacts: Type.Array(Type.String()),
  artifactTypesToDelete: Type.Array(Type.String()),
  daysToKeep: Int32,
  minimumToKeep: Int32,
  deleteBuildRecord: Type.Boolean(),
  deleteTestResults: Type.Boolean(),
});

/** The same policy in the words of older clients. */
export const BuildSettings = Closed({
  defaultRetentionPolicy: RetentionRule,
  maximumRetentionPolicy: RetentionRule,
  daysToKeepDeletedBuildsBeforeDestroy: Int32,
});
export type BuildSettings = Static<typeof BuildSettings>;

/** Clients send whole settings back; the maximum is ours to say and not read. */
export const UpdateBuildSettings = Type.Object({
  defaultRetentionPolicy: Type.Optional(
    Type.Object({ daysToKeep: Type.Optional(Int32), minimumToKeep: Type.Optional(Int32) }),
  ),
  daysToKeepDeletedBuildsBeforeDestroy: Type.Optional(Int32),
});
export type UpdateBuildSettings = Static<typeof UpdateBuildSettings>;

/** A claim on a run: while it is valid, the run is not deleted. */
export const RetentionLease = Closed({
  leaseId: Int32,
  ownerId: Type.String(),
  runId: Int32,
  definitionId: Int32,
  createdOn: DateTime,
  validUntil: DateTime,
  protectPipeline: Type.Boolean(),
});
export type RetentionLease = Static<typeof RetentionLease>;

export const NewRetentionLease = Type.Object({
  ownerId: Type.String({ minLength: 1, maxLength: 400 }),
  runId: Int32,
  definitionId: Int32,
  daysValid: Int32,
  protectPipeline: Type.Optional(Type.Boolean()),
});
export type NewRetentionLease = Static<typeof NewRetentionLease>;

export const RetentionLeaseUpdate = Type.Object({
  daysValid: Type.Optional(Int32),
  protectPipeline: Type.Optional(Type.Boolean()),
});
