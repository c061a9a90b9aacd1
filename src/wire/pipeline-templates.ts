import { Type } from 'typebox';
import { Closed } from './json-schema.ts';

const text = Type.Optional(Type.String());

/** Of which repository a pipeline is to be set up. */
export const SetUpQuery = Type.Object({
  repositoryType: text,
  repositoryId: text,
  branch: text,
  serviceConnectionId: text,
});

/** A file of a repository that a pipeline can be made of as it is. */
export const ConfigurationFile = Closed({
  path: Type.String(),
  content: Type.String(),
  isBase64Encoded: Type.Boolean(),
});

/** A file to begin with. */
export const PipelineTemplate = Closed({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  content: Type.String(),
  recommendedWeight: Type.Integer(),
  parameters: Type.Array(Type.Never()),
  assets: Type.Array(Type.Never()),
});
