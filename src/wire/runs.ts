import { type Static, Type } from 'typebox';
import { Link } from './common.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, WireEnum } from './json-schema.ts';
import { PipelineReference, repositoryType } from './pipelines.ts';

export const runState = { unknown: 0, inProgress: 1, canceling: 2, completed: 4 } as const;
export const runResult = { unknown: 0, succeeded: 1, failed: 2, canceled: 4 } as const;

/** A queue-time variable. A secret answers `isSecret` and no value; a plain one its value alone. */
export const Variable = Closed({ isSecret: Type.Optional(Type.Boolean()), value: Type.Optional(Type.String()) });

export const RepositoryResource = Closed({
  repository: Closed({
    id: Type.Optional(Guid),
    fullName: Type.Optional(Type.String()),
    type: WireEnum(repositoryType),
  }),
  refName: Type.String(),
  version: Type.String(),
});

export const ContainerResource = Closed({
  container: Closed({
    environment: Dictionary(Type.String()),
    image: Type.String(),
    mapDockerSocket: Type.Boolean(),
    options: Type.String(),
    ports: Type.Array(Type.String()),
    volumes: Type.Array(Type.String()),
  }),
});

export const PipelineResource = Closed({ pipeline: PipelineReference, version: Type.String() });

/** What a run took from outside its file. Members that would be empty are left out; `self` is always there. */
export const RunResources = Closed({
  repositories: Dictionary(RepositoryResource),
  containers: Type.Optional(Dictionary(ContainerResource)),
  pipelines: Type.Optional(Dictionary(PipelineResource)),
});

/** Where a run's YAML came from, and where it can be read as it was expanded. */
export const YamlDetails = Closed({
  rootYamlFile: Closed({ ref: Type.String(), yamlFile: Type.String(), repoAlias: Type.String() }),
  expandedYamlUrl: Type.String(),
});

const links = Closed({ self: Link, web: Link, 'pipeline.web': Link, pipeline: Link });

/**
 * A run. Members that do not apply are absent, never null: `result` and `finishedDate` until the run is completed; `yamlDetails`, `finalYaml`
 * and `tags` but for one run read by its id; `resources` in lists; `variables` when none was set at queue time.
 */
export const Run = Closed({
  yamlDetails: Type.Optional(YamlDetails),
  _links: links,
  templateParameters: Dictionary(Type.String()),
  pipeline: PipelineReference,
  state: WireEnum(runState),
  result: Type.Optional(WireEnum(runResult)),
  createdDate: DateTime,
  finishedDate: Type.Optional(DateTime),
  url: Type.String(),
  resources: Type.Optional(RunResources),
  variables: Type.Optional(Dictionary(Variable)),
  finalYaml: Type.Optional(Type.String()),
  tags: Type.Optional(Type.Array(Type.String())),
  id: Int32,
  name: Type.String(),
});
export type Run = Static<typeof Run>;

/** What `previewRun` answers: shaped like a run that does not exist, hence `id` -1 and no name. */
export const PreviewedRun = Closed({
  _links: links,
  templateParameters: Dictionary(Type.String()),
  pipeline: PipelineReference,
  state: Type.Literal('unknown'),
  url: Type.String(),
  finalYaml: Type.String(),
  id: Type.Literal(-1),
});
export type PreviewedRun = Static<typeof PreviewedRun>;

/** What `preview` answers. */
export const PreviewRun = Closed({ finalYaml: Type.String() });

const versioned = Type.Object({ version: Type.Optional(Type.String()) });

/** What a run is started with. Every member may be absent. */
export const RunPipelineParameters = Type.Object({
  previewRun: Type.Optional(Type.Boolean()),
  resources: Type.Optional(
    Type.Object({
      repositories: Type.Optional(
        Dictionary(
          Type.Object({
            refName: Type.Optional(Type.String()),
            token: Type.Optional(Type.String()),
            tokenType: Type.Optional(Type.String()),
            version: Type.Optional(Type.String()),
          }),
        ),
      ),
      pipelines: Type.Optional(
        Dictionary(Type.Object({ version: Type.Optional(Type.String()), runId: Type.Optional(Int32) })),
      ),
      builds: Type.Optional(Dictionary(versioned)),
      containers: Type.Optional(Dictionary(versioned)),
      packages: Type.Optional(Dictionary(versioned)),
    }),
  ),
  stagesToSkip: Type.Optional(Type.Array(Type.String())),
  templateParameters: Type.Optional(Dictionary(Type.String())),
  variables: Type.Optional(Dictionary(Variable)),
  yamlOverride: Type.Optional(Type.String()),
});
export type RunPipelineParameters = Static<typeof RunPipelineParameters>;
