import { type Static, Type } from 'typebox';
import { Closed, DateTime, Dictionary, Guid, Int32, WireEnum } from './json-schema.ts';
import { SignedUrl } from './run-logs.ts';

/** An artifact as the Build area shows it. `downloadUrl` is absent where its files are not kept here. */
export const BuildArtifact = Closed({
  id: Int32,
  name: Type.String(),
  source: Type.String(),
  resource: Closed({
    type: Type.String(),
    data: Type.String(),
    properties: Dictionary(Type.String()),
    url: Type.String(),
    downloadUrl: Type.Optional(Type.String()),
  }),
});
export type BuildArtifact = Static<typeof BuildArtifact>;

/** What gives a build an artifact: a folder of its container, or a link to something that is somewhere else. */
export const CreateBuildArtifact = Type.Object({
  name: Type.String(),
  source: Type.Optional(Type.String()),
  resource: Type.Object({
    type: Type.String(),
    data: Type.String(),
    properties: Type.Optional(Dictionary(Type.String())),
  }),
});

/** What of an artifact is asked for. */
export const ArtifactQuery = Type.Object({
  artifactName: Type.Optional(Type.String()),
  fileId: Type.Optional(Type.String()),
  fileName: Type.Optional(Type.String()),
  $format: Type.Optional(Type.String()),
});

export const artifactExpansion = { none: 0, signedContent: 1 } as const;

/** An artifact as the Pipelines area shows it. */
export const Artifact = Closed({
  name: Type.String(),
  signedContent: Type.Optional(SignedUrl),
  url: Type.String(),
});
export type Artifact = Static<typeof Artifact>;

const itemType = { any: 0, folder: 1, file: 2 } as const;
const itemStatus = { created: 1, pendingUpload: 2 } as const;

/** A file or folder of a build's container: the container's id is the build's. */
export const ContainerItem = Closed({
  containerId: Type.Integer(),
  scopeIdentifier: Guid,
  path: Type.String(),
  itemType: WireEnum(itemType),
  status: WireEnum(itemStatus),
  fileLength: Type.Optional(Type.Integer()),
  dateCreated: DateTime,
  dateLastModified: DateTime,
  itemLocation: Type.String(),
  contentLocation: Type.String(),
});
export type ContainerItem = Static<typeof ContainerItem>;

/** A build's container. */
export const FileContainer = Closed({
  id: Type.Integer(),
  scopeIdentifier: Guid,
  artifactUri: Type.String(),
  name: Type.String(),
  description: Type.String(),
  dateCreated: DateTime,
  itemLocation: Type.String(),
  contentLocation: Type.String(),
});
export type FileContainer = Static<typeof FileContainer>;
