import { Type } from 'typebox';
import { testResultBatch } from '../base/limits.ts';
import { Closed, Int32 } from './json-schema.ts';
import { type TestOutcome, testOutcomes } from './test-server.ts';

/** What our agent's routes for tests read and answer; the types of test-server.ts are what both ends work with. */

const Name = Type.String({ maxLength: 1_000 });

export const CreateTestRun = Type.Object({
  name: Name,
  stage: Name,
  phase: Name,
  job: Name,
  stageAttempt: Int32,
  phaseAttempt: Int32,
  jobAttempt: Int32,
  platform: Name,
  configuration: Name,
});

export const CreatedTestRun = Closed({ id: Int32 });

const PublishedResult = Type.Object({
  title: Type.String(),
  name: Type.String(),
  storage: Type.String(),
  outcome: Type.Unsafe<TestOutcome>({ type: 'string', enum: testOutcomes }),
  durationMs: Type.Number({ minimum: 0 }),
  errorMessage: Type.Optional(Type.String()),
  stackTrace: Type.Optional(Type.String()),
  computerName: Type.Optional(Type.String()),
});

export const PublishedResults = Type.Object({ results: Type.Array(PublishedResult, { maxItems: testResultBatch }) });

export const AttachTestFile = Type.Object({
  name: Name,
  content: Type.Object({
    sizeBytes: Type.Integer({ minimum: 0 }),
    chunks: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  }),
});

export const PublishedCoverage = Type.Object({
  platform: Name,
  configuration: Name,
  statistics: Type.Array(
    Type.Object({
      label: Name,
      position: Int32,
      total: Type.Number({ minimum: 0 }),
      covered: Type.Number({ minimum: 0 }),
    }),
    { maxItems: 100 },
  ),
});
