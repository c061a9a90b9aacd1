import { type Static, Type } from 'typebox';
import { Link } from './common.ts';
import { Closed, Guid, Int32, WireEnum } from './json-schema.ts';

export const configurationType = {
  unknown: 0,
  yaml: 1,
  designerJson: 2,
  justInTime: 3,
  designerHyphenJson: 2,
} as const;

export const repositoryType = {
  unknown: 0,
  gitHub: 1,
  azureReposGit: 2,
  gitHubEnterprise: 3,
  bitBucket: 4,
  azureReposGitHyphenated: 2,
} as const;

/** A pipeline as a run names it. `url` ends in `?revision=`. */
export const PipelineReference = Closed({
  url: Type.String(),
  id: Int32,
  revision: Int32,
  name: Type.String(),
  folder: Type.String(),
});
export type PipelineReference = Static<typeof PipelineReference>;

export const PipelineConfiguration = Closed({
  path: Type.String(),
  repository: Closed({ id: Guid, type: WireEnum(repositoryType) }),
  type: WireEnum(configurationType),
});

/** A pipeline. Lists leave `configuration` out. */
export const Pipeline = Closed({
  _links: Closed({ self: Link, web: Link }),
  configuration: Type.Optional(PipelineConfiguration),
  url: Type.String(),
  id: Int32,
  revision: Int32,
  name: Type.String(),
  folder: Type.String(),
});
export type Pipeline = Static<typeof Pipeline>;

/** What creates a pipeline. The repository is named by its id or by its name. */
export const CreatePipelineParameters = Type.Object({
  name: Type.String(),
  folder: Type.Optional(Type.String()),
  configuration: Type.Object({
    type: WireEnum(configurationType),
    path: Type.Optional(Type.String()),
    repository: Type.Optional(
      Type.Object({
        id: Type.Optional(Type.String()),
        name: Type.Optional(Type.String()),
        type: Type.Optional(WireEnum(repositoryType)),
      }),
    ),
  }),
});
export type CreatePipelineParameters = Static<typeof CreatePipelineParameters>;
