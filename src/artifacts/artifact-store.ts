import type { Clock, Instant } from '../base/clock.ts';
import { artifactNameLength, artifactProperties, artifactPropertyChars } from '../base/limits.ts';
import { sha256 } from '../base/sha256.ts';
import { allDocuments, changeInTurn, removeDocuments } from '../run/documents.ts';
import type { RunKey } from '../run/events.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import type { Document, DocumentStore } from '../run/ports/document-store.ts';
import type { RunStore } from '../run/ports/run-store.ts';
import type { NewArtifact } from '../wire/artifact-server.ts';
import { ContentError, type ContentTree } from '../wire/content.ts';
import type { ManifestEntry } from '../wire/manifest.ts';
import { ContentStore } from './content-store.ts';
import { mergeTrees } from './merge-trees.ts';
import { checkTree, treeEntries } from './tree.ts';

/** An artifact of a run. `data` says where it is: what its type makes of it. */
export type Artifact = Omit<NewArtifact, 'data'> & {
  /** From the organization's sequence `artifact`. */
  readonly id: number;
  readonly data: string;
  readonly createdAt: Instant;
};

/** Why an artifact is not kept. */
export type ArtifactRefusal = { readonly reason: 'taken' | 'invalid'; readonly message: string };

export type ArtifactPorts = {
  readonly documents: DocumentStore;
  readonly runs: Pick<RunStore, 'allot'>;
  readonly blobs: BlobStore;
  readonly clock: Clock;
};

const kind = 'artifact';
const listedAtOnce = 1_000;

/** The characters that no name of an artifact may have: those that the service forbids, and controls. */
const forbidden = /["<>|*?/\\:\u0000-\u001f]/;

/** Why a name can't be an artifact's, or `undefined`. */
export function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'The name of an artifact is empty.';
  if (name.length > artifactNameLength)
    return `The name of an artifact is longer than ${artifactNameLength} characters.`;
  if (forbidden.test(name) || name === '.' || name === '..')
    return `Artifact name is not valid: ${name}. It cannot contain '\\', '/', '"', ':', '<', '>', '|', '*', and '?'`;
  return undefined;
}

/** The artifacts of runs: a row each, and for those with files a tree of content that all runs of the organization share. */
export class ArtifactStore {
  readonly #ports: ArtifactPorts;
  readonly #contents = new Map<string, ContentStore>();

  constructor(ports: ArtifactPorts) {
    this.#ports = ports;
  }

  /** What all runs of an organization publish is kept here. */
  content(organization: string): ContentStore {
    const known = this.#contents.get(organization);
    if (known !== undefined) return known;
    const made = new ContentStore(this.#ports.blobs, `artifacts/${organization}`);
    this.#contents.set(organization, made);
    return made;
  }

  /**
   * Adds an artifact whose chunks are kept already. Names are unique in a run, in any case, whatever the attempt; files of a build artifact are added to
   * those of one that has the name, whose id is answered.
   */
  async create(run: RunKey, artifact: NewArtifact): Promise<Artifact | ArtifactRefusal> {
    const fault = nameFault(artifact.name) ?? propertiesFault(artifact.properties);
    if (fault !== undefined) return { reason: 'invalid', message: fault };
    try {
      if (artifact.tree !== undefined) await checkTree(this.content(run.organization), artifact.tree, false);
      const what = `artifact ${run.organization}/${run.runId}/${artifact.name.toLowerCase()}`;
      return await changeInTurn(this.#ports.documents, what, () => this.#attempt(run, artifact));
    } catch (failure) {
      if (failure instanceof ContentError) return { reason: 'invalid', message: failure.message };
      throw failure;
    }
  }

  /** By id, ascending. */
  async list(run: RunKey): Promise<readonly Artifact[]> {
    const found: Artifact[] = [];
    for (;;) {
      const last = found.at(-1);
      const after = last === undefined ? {} : { after: { position: last.id, id: String(last.id) } };
      const page = await this.#ports.documents.list({
        organization: run.organization,
        kind,
        scope: String(run.runId),
        top: listedAtOnce,
        ...after,
      });
      found.push(...page.map(artifactOf));
      if (page.length < listedAtOnce) return found;
    }
  }

  /** By name, in any case. */
  async get(run: RunKey, name: string): Promise<Artifact | undefined> {
    const found = await this.#named(run, name);
    return found === undefined ? undefined : artifactOf(found);
  }

  /** An artifact's files in the order of their paths; none where its files are not kept here. */
  async *entries(run: RunKey, { tree }: Artifact): AsyncIterable<ManifestEntry> {
    if (tree !== undefined) yield* treeEntries(this.content(run.organization), tree);
  }

  /** Removes the artifacts of a run. Their content goes later, unless another names it. Safe to repeat. */
  removeAll(run: RunKey): Promise<void> {
    return removeDocuments(this.#ports.documents, run.organization, { kind, scope: String(run.runId) });
  }

  /** The hash of every chunk that an artifact of the organization is made of, some more than once. */
  async *chunks(organization: string): AsyncIterable<string> {
    const content = this.content(organization);
    for await (const document of allDocuments(this.#ports.documents, organization, { kind })) {
      const { tree } = artifactOf(document);
      if (tree === undefined) continue;
      yield* tree.manifest.chunks;
      for await (const entry of treeEntries(content, tree)) if (entry.kind === 'file') yield* entry.content.chunks;
    }
  }

  #named(run: RunKey, name: string): Promise<Document | undefined> {
    return this.#ports.documents.named(run.organization, { kind, scope: String(run.runId), name });
  }

  /** `undefined` when somebody else was faster. */
  async #attempt(run: RunKey, artifact: NewArtifact): Promise<Artifact | ArtifactRefusal | undefined> {
    const found = await this.#named(run, artifact.name);
    if (found === undefined) {
      const id = await this.#ports.runs.allot(run.organization, 'artifact');
      return this.#write(run, 0, { ...artifact, id, data: dataOf(run, artifact), createdAt: this.#ports.clock.now() });
    }
    const kept = artifactOf(found);
    if (!isBuildArtifact(kept) || !isBuildArtifact(artifact)) return taken(run, artifact.name);
    const tree = await mergeTrees(this.content(run.organization), kept.tree, artifact.tree);
    const properties = { ...kept.properties, ...artifact.properties, artifactsize: String(tree.sizeBytes) };
    return this.#write(run, found.revision, { ...kept, tree, properties });
  }

  async #write(run: RunKey, expected: number, artifact: Artifact): Promise<Artifact | undefined> {
    const { id, name } = artifact;
    const content = { name, position: id, value: artifact };
    const change = { kind, scope: String(run.runId), id: String(id), expected, content };
    return (await this.#ports.documents.write(run.organization, [change])) ? artifact : undefined;
  }
}

/** Files that lie in a container: the service adds to them, where a pipeline artifact never changes. */
function isBuildArtifact<T extends Pick<NewArtifact, 'type' | 'tree'>>(
  artifact: T,
): artifact is T & { readonly tree: ContentTree } {
  return artifact.type.toLowerCase() === 'container' && artifact.tree !== undefined;
}

function artifactOf({ value }: Document): Artifact {
  return value as Artifact;
}

function taken(run: RunKey, name: string): ArtifactRefusal {
  return { reason: 'taken', message: `Artifact ${name} already exists for build ${run.runId}.` };
}

function propertiesFault(properties: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(properties);
  if (entries.length > artifactProperties) return `An artifact has at most ${artifactProperties} properties.`;
  return entries.flat().some(text => text.length > artifactPropertyChars)
    ? `A property of an artifact has at most ${artifactPropertyChars} characters.`
    : undefined;
}

/** What the service's clients find in `resource.data`: a manifest's id, `#/container/folder`, or what the publisher said. */
function dataOf(run: RunKey, { type, name, data, tree }: NewArtifact): string {
  if (data !== undefined) return data;
  if (type.toLowerCase() === 'container') return `#/${run.runId}/${name}`;
  return tree === undefined ? '' : manifestId(tree);
}

/** The id of a tree: 66 hex digits, as long as the service's own. */
export function manifestId(tree: ContentTree): string {
  return `${sha256(tree.manifest.chunks.join('\n'))}02`;
}
