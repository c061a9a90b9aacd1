import { Type } from 'typebox';
import {
  artifactNameLength,
  artifactProperties,
  cacheKeys,
  cacheSegments,
  contentBatchChunks,
} from '../base/limits.ts';
import { Closed, Dictionary, Int32, Nullable } from './json-schema.ts';

/** What our agent's routes for artifacts and caches read and answer; the types of artifact-server.ts are what both ends work with. */

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

export const ChunkHashes = Type.Object({ hashes: Type.Array(Hash, { maxItems: contentBatchChunks }) });
export const KeptHashes = Closed({ hashes: Type.Array(Hash) });

const Content = Type.Object({ sizeBytes: Type.Integer({ minimum: 0 }), chunks: Type.Array(Hash) });

export const Tree = Type.Object({
  manifest: Content,
  fileCount: Type.Integer({ minimum: 0 }),
  sizeBytes: Type.Integer({ minimum: 0 }),
});

export const CreateRunArtifact = Type.Object({
  name: Type.String({ maxLength: 2 * artifactNameLength }),
  type: Type.String({ maxLength: artifactNameLength }),
  source: Type.String({ maxLength: artifactNameLength }),
  data: Type.Optional(Type.String({ maxLength: 4_096 })),
  properties: Type.Record(Type.String(), Type.String(), { maxProperties: artifactProperties + 1 }),
  tree: Type.Optional(Tree),
});

export const CreatedArtifact = Closed({ id: Int32 });

const project = Type.Optional(Type.String());

export const FindArtifacts = Type.Object({
  kind: Type.Union([Type.Literal('current'), Type.Literal('run'), Type.Literal('latest')]),
  project,
  runId: Type.Optional(Int32),
  pipeline: Type.Optional(Type.String()),
  branch: Type.Optional(Type.String()),
  tags: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
  allowIssues: Type.Optional(Type.Boolean()),
  allowFailed: Type.Optional(Type.Boolean()),
});

const ClosedTree = Closed({
  manifest: Closed({ sizeBytes: Type.Integer(), chunks: Type.Array(Hash) }),
  fileCount: Type.Integer(),
  sizeBytes: Type.Integer(),
});

export const FoundArtifacts = Closed({
  runId: Int32,
  runName: Type.String(),
  artifacts: Type.Array(
    Closed({
      id: Int32,
      name: Type.String(),
      type: Type.String(),
      source: Type.String(),
      data: Type.String(),
      properties: Dictionary(Type.String()),
      tree: Type.Optional(ClosedTree),
    }),
  ),
});

const Segments = Type.Array(Type.String({ maxLength: 4_096 }), { minItems: 1, maxItems: cacheSegments });

export const FindCache = Type.Object({
  keys: Type.Array(Type.Object({ segments: Segments, isPrefix: Type.Boolean() }), { maxItems: cacheKeys }),
});

export const FoundCache = Nullable(
  Closed({ id: Type.String(), segments: Type.Array(Type.String()), tree: ClosedTree }),
);

export const ReserveCache = Type.Object({ segments: Segments });

export const ReservedCache = Nullable(Closed({ id: Type.String() }));
