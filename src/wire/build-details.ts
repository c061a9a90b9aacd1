import { type Static, Type } from 'typebox';
import { Closed, DateTime, Dictionary, Int32 } from './json-schema.ts';

/** What the Build area tells of a run beside the build itself. */

/** A commit that a run is the first to have. */
export const Change = Closed({
  id: Type.String(),
  message: Type.String(),
  type: Type.Literal('TfsGit'),
  author: Closed({ displayName: Type.String(), id: Type.String(), uniqueName: Type.String() }),
  timestamp: DateTime,
  location: Type.String(),
  displayUri: Type.String(),
});
export type Change = Static<typeof Change>;

/** A run in words: `html` or `text`. */
export const BuildReport = Closed({ buildId: Int32, content: Type.String(), type: Type.String() });
export type BuildReport = Static<typeof BuildReport>;

/** Values by name, each with the type that the service's own clients read it as. */
export const Properties = Closed({
  count: Type.Integer({ minimum: 0 }),
  value: Dictionary(Closed({ $type: Type.String(), $value: Type.String() })),
});
export type Properties = Static<typeof Properties>;

/** A number of runs; `date` is when the day or hour begins in which those were completed that are counted by it. */
export const BuildMetric = Closed({
  name: Type.String(),
  scope: Type.String(),
  intValue: Int32,
  date: Type.Optional(DateTime),
});
export type BuildMetric = Static<typeof BuildMetric>;

export const ResourceRef = Closed({ id: Type.String(), url: Type.String() });

export const ResourceUsage = Closed({
  distributedTaskAgents: Int32,
  paidPrivateAgentSlots: Int32,
  totalUsage: Int32,
  xamlControllers: Int32,
});

export const DefinitionYaml = Closed({ yaml: Type.String() });
