import { type Static, Type } from 'typebox';
import { Guid, Int32 } from './json-schema.ts';

/**
 * A task as its package describes it: these members, which are always answered, beside whatever else its `task.json` holds, as its author wrote
 * it.
 */
export const TaskDefinition = Type.Object({
  id: Guid,
  name: Type.String(),
  version: Type.Object({ major: Int32, minor: Int32, patch: Int32, isTest: Type.Boolean() }),
  friendlyName: Type.String(),
  description: Type.String(),
  author: Type.String(),
  contributionIdentifier: Type.String(),
  serverOwned: Type.Boolean(),
  contentsUploaded: Type.Boolean(),
});
export type TaskDefinition = Static<typeof TaskDefinition>;
