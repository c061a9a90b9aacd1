import { Type } from 'typebox';
import type { Artifact as RunArtifact } from '../../artifacts/artifact-store.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { Artifact, artifactExpansion } from '../../wire/artifacts.ts';
import { WireEnum } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { runOf } from '../http/lookups.ts';
import { projectPath, runParams } from '../http/paths.ts';
import { sendZip } from '../http/send-artifact.ts';
import { SignedUrls } from '../http/signed-urls.ts';
import type { Services } from '../services.ts';

const runPath = `${projectPath}/pipelines/:pipelineId/runs/:runId`;

/** An artifact of a run in the Pipelines area, and its files behind an address that needs no credentials. */
export function runArtifactRoutes(api: Api, services: Services): void {
  const signedUrls = new SignedUrls(services.organization, services.signingKey, services.clock);
  getArtifact(api, services, signedUrls);
  getSignedContent(api, services, signedUrls);
}

function getArtifact(api: Api, services: Services, signedUrls: SignedUrls): void {
  api.get(
    `${runPath}/artifacts`,
    {
      config: { operation: 'runArtifacts.get' },
      schema: {
        params: Type.Object(runParams),
        querystring: Type.Object({
          artifactName: Type.String(),
          $expand: Type.Optional(WireEnum(artifactExpansion)),
        }),
        response: { 200: Artifact },
      },
    },
    async request => {
      const row = await runOf(services, request.params);
      const { artifactName, $expand } = request.query;
      const { name, tree } = await artifactOf(services, row, artifactName);
      const query = new URLSearchParams({ artifactName: name });
      const url = `${request.base}/${row.projectId}/_apis/pipelines/${row.pipeline.id}/runs/${row.key.runId}/artifacts?${query}`;
      if ($expand !== 'signedContent' || tree === undefined) return { name, url };
      return { name, signedContent: signedUrls.artifactContent(request.base, signed(row, name)), url };
    },
  );
}

function getSignedContent(api: Api, services: Services, signedUrls: SignedUrls): void {
  api.get(
    `${runPath}/signedartifactscontent`,
    {
      config: { operation: 'signedArtifactContent.get', produces: 'application/zip, application/octet-stream' },
      schema: {
        params: Type.Object(runParams),
        querystring: Type.Object({
          artifactName: Type.String(),
          urlExpires: Type.String(),
          urlSigningMethod: Type.String(),
          urlSignature: Type.String(),
        }),
      },
    },
    async (request, reply) => {
      const { project, pipelineId, runId } = request.params;
      const { artifactName, ...signature } = request.query;
      if (!signedUrls.acceptsArtifact({ projectId: project, pipelineId, runId, artifactName }, signature)) {
        throw serviceError('signatureRefused', 'The signed address is not valid, or it has expired.');
      }
      const row = await runOf(services, request.params);
      return sendZip(reply, services.artifacts, row.key, await artifactOf(services, row, artifactName));
    },
  );
}

async function artifactOf(services: Services, row: RunRow, name: string): Promise<RunArtifact> {
  const artifact = await services.artifacts.get(row.key, name);
  if (artifact === undefined)
    throw serviceError('runArtifactMissing', `An Artifact with name "${name}" was not found.`);
  return artifact;
}

function signed({ projectId, pipeline, key }: RunRow, artifactName: string) {
  return { projectId, pipelineId: pipeline.id, runId: key.runId, artifactName };
}
