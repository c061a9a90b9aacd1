import { Type } from 'typebox';
import { Closed, DateTime, Dictionary, WireEnum } from './json-schema.ts';

/** The server's clock; it goes on with the machine's unless it is stopped. */
export const EmulatorClock = Closed({ now: DateTime, isStopped: Type.Boolean() });

/** Stopped or resumed first, then set, then advanced. */
export const MoveClock = Type.Object({
  isStopped: Type.Optional(Type.Boolean()),
  now: Type.Optional(Type.String()),
  advanceMs: Type.Optional(Type.Integer()),
});

/** Requests that go wrong. */
export const EmulatorFault = Type.Object({
  kind: WireEnum({ tooManyRequests: 0, signIn: 1, serverError: 2, slow: 3, cut: 4 }),
  method: Type.Optional(Type.String()),
  path: Type.Optional(Type.String({ maxLength: 1_000 })),
  times: Type.Optional(Type.Integer({ minimum: 1 })),
  probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  seed: Type.Optional(Type.Integer()),
  retryAfterSeconds: Type.Optional(Type.Integer({ minimum: 0 })),
  delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
});

const results = { succeeded: 0, succeededWithIssues: 1, failed: 2, canceled: 3, skipped: 4, abandoned: 5 } as const;

const EmulatorTest = Type.Object({
  name: Type.String(),
  outcome: Type.Optional(WireEnum({ Passed: 2, Failed: 3, NotExecuted: 7 })),
  durationMs: Type.Optional(Type.Number({ minimum: 0 })),
  errorMessage: Type.Optional(Type.String()),
});

/** How jobs end without an agent, by name. */
export const EmulatorOutcomes = Dictionary(
  Type.Object({
    result: Type.Optional(WireEnum(results)),
    durationMs: Type.Optional(Type.Integer({ minimum: 0 })),
    logs: Type.Optional(Dictionary(Type.Array(Type.String()))),
    outputs: Type.Optional(Dictionary(Type.String())),
    state: Type.Optional(Type.Literal('inProgress')),
    artifacts: Type.Optional(Dictionary(Dictionary(Type.String()))),
    tests: Type.Optional(Dictionary(Type.Array(EmulatorTest))),
    issues: Type.Optional(
      Type.Array(Type.Object({ type: WireEnum({ error: 1, warning: 2 }), message: Type.String() })),
    ),
  }),
);

/** A pipeline that is to be there, with a repository of its own. */
export const EmulatorPipeline = Type.Object({
  project: Type.String({ minLength: 1 }),
  name: Type.String({ minLength: 1 }),
  yaml: Type.String(),
  files: Type.Optional(Dictionary(Type.String())),
  outcomes: Type.Optional(EmulatorOutcomes),
});

/** An environment whose deployments wait for an approval. */
export const EmulatorApproval = Type.Object({
  project: Type.String({ minLength: 1 }),
  environment: Type.String({ minLength: 1 }),
  instructions: Type.Optional(Type.String()),
});

/** Lines that a step which is under way logs. */
export const EmulatorLines = Type.Object({ step: Type.Optional(Type.String()), lines: Type.Array(Type.String()) });

/** A run that is to be there as it is told. */
export const EmulatorRun = Type.Object({
  project: Type.String({ minLength: 1 }),
  pipeline: Type.String({ minLength: 1 }),
  jobs: Type.Optional(EmulatorOutcomes),
  parameters: Type.Optional(Dictionary(Type.String())),
  variables: Type.Optional(Dictionary(Type.String())),
  tags: Type.Optional(Type.Array(Type.String())),
  approvals: Type.Optional(WireEnum({ approved: 4, rejected: 8 })),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});
