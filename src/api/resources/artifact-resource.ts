import { type Artifact, manifestId } from '../../artifacts/artifact-store.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { BuildArtifact } from '../../wire/artifacts.ts';

/** An artifact in the Build area. */
export function buildArtifactResource(base: string, row: RunRow, artifact: Artifact): BuildArtifact {
  const { id, name, source, type, data, tree } = artifact;
  const address = artifactUrl(base, row, name);
  const url = `${address}&api-version=7.1`;
  const download = tree === undefined ? {} : { downloadUrl: `${url}&%24format=zip` };
  return { id, name, source, resource: { type, data, properties: propertiesOf(artifact), url, ...download } };
}

/** The address of an artifact in the Build area, to which a query may be added. */
export function artifactUrl(base: string, { projectId, key }: RunRow, name: string): string {
  const query = new URLSearchParams({ artifactName: name });
  return `${base}/${projectId}/_apis/build/builds/${key.runId}/artifacts?${query}`;
}

function propertiesOf({ properties, type, tree }: Artifact): Record<string, string> {
  if (tree === undefined) return { ...properties };
  const size = { artifactsize: String(tree.sizeBytes) };
  if (type !== 'PipelineArtifact') return { ...size, ...properties };
  return { RootId: manifestId(tree), HashType: 'DEDUP1024K', DomainId: '0', ...size, ...properties };
}
