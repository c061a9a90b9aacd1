import { type Static, Type } from 'typebox';
import { CheckedResource } from './checks.ts';
import { Link } from './common.ts';
import { Closed, DateTime, Guid, Int32, WireEnum } from './json-schema.ts';

const checkStatus = {
  none: 0,
  queued: 1,
  running: 2,
  approved: 4,
  rejected: 8,
  canceled: 16,
  timedOut: 32,
  failed: 56,
  completed: 60,
  all: 63,
} as const;

export const SuiteExpand = WireEnum({ none: 0, resources: 1 });

/** Asks for the checks on some resources to be evaluated. Of the context the branch is read, `sourceBranch` or `Build.SourceBranch`. */
export const CheckSuiteRequest = Type.Object({
  id: Type.Optional(Guid),
  context: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  resources: Type.Array(CheckedResource, { maxItems: 100 }),
});
export type CheckSuiteRequest = Static<typeof CheckSuiteRequest>;

const CheckRun = Closed({
  id: Guid,
  status: WireEnum(checkStatus),
  resultMessage: Type.Optional(Type.String()),
  createdDate: Type.Optional(DateTime),
  completedDate: Type.Optional(DateTime),
  checkConfigurationRef: Closed({
    id: Int32,
    type: Closed({ id: Guid, name: Type.String() }),
    url: Type.String(),
    resource: Type.Optional(Closed({ type: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) })),
  }),
});
export type CheckRun = Static<typeof CheckRun>;

/** Checks that are judged together: of a stage of a run, or evaluated by themselves. */
export const CheckSuite = Closed({
  id: Guid,
  context: Type.Optional(Type.Unknown()),
  status: WireEnum(checkStatus),
  message: Type.Optional(Type.String()),
  completedDate: Type.Optional(DateTime),
  checkRuns: Type.Array(CheckRun),
  _links: Closed({ self: Link }),
});
export type CheckSuite = Static<typeof CheckSuite>;
