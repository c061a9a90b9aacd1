import { Type } from 'typebox';
import { Id32, Int32, WireEnum } from './json-schema.ts';
import { testOutcome, testRunState } from './tests.ts';

/** What makes a test run. Members that are not named here are accepted and say nothing. */
export const CreateTestRunRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256 }),
  build: Type.Object({ id: Type.String() }),
  state: Type.Optional(WireEnum(testRunState)),
  buildPlatform: Type.Optional(Type.String()),
  buildFlavor: Type.Optional(Type.String()),
  pipelineReference: Type.Optional(
    Type.Object({
      stageReference: Type.Optional(
        Type.Object({ stageName: Type.Optional(Type.String()), attempt: Type.Optional(Int32) }),
      ),
      phaseReference: Type.Optional(
        Type.Object({ phaseName: Type.Optional(Type.String()), attempt: Type.Optional(Int32) }),
      ),
      jobReference: Type.Optional(
        Type.Object({ jobName: Type.Optional(Type.String()), attempt: Type.Optional(Int32) }),
      ),
    }),
  ),
});

export const UpdateTestRunRequest = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  state: Type.Optional(WireEnum(testRunState)),
});

const resultMembers = {
  testCaseTitle: Type.Optional(Type.String()),
  automatedTestName: Type.Optional(Type.String()),
  automatedTestStorage: Type.Optional(Type.String()),
  outcome: Type.Optional(WireEnum(testOutcome)),
  durationInMs: Type.Optional(Type.Number({ minimum: 0 })),
  errorMessage: Type.Optional(Type.String()),
  stackTrace: Type.Optional(Type.String()),
  computerName: Type.Optional(Type.String()),
  comment: Type.Optional(Type.String()),
  state: Type.Optional(Type.String({ maxLength: 32 })),
  startedDate: Type.Optional(Type.String({ maxLength: 40 })),
  completedDate: Type.Optional(Type.String({ maxLength: 40 })),
};

export const AddTestResult = Type.Object(resultMembers);

export const UpdateTestResult = Type.Object({ ...resultMembers, id: Id32 });

/** A file as it is uploaded: its bytes are base64 within the JSON. */
export const TestAttachmentRequest = Type.Object({
  stream: Type.String(),
  fileName: Type.String({ minLength: 1, maxLength: 256 }),
  comment: Type.Optional(Type.String({ maxLength: 1024 })),
  attachmentType: Type.Optional(Type.String()),
});

/** Coverage of a build as publishers summed it up. */
export const CodeCoverageData = Type.Object({
  buildFlavor: Type.Optional(Type.String({ maxLength: 256 })),
  buildPlatform: Type.Optional(Type.String({ maxLength: 256 })),
  coverageStats: Type.Array(
    Type.Object({
      label: Type.String({ maxLength: 256 }),
      position: Type.Optional(Int32),
      total: Type.Number({ minimum: 0 }),
      covered: Type.Number({ minimum: 0 }),
    }),
    { maxItems: 100 },
  ),
});
