import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Type } from 'typebox';
import type { Instant } from '../../base/clock.ts';
import { ClientToolQuery, ClientToolRelease } from '../../wire/client-tools.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { artifactTool, artifactToolVersion } from '../resources/artifact-tool.ts';
import type { Services } from '../services.ts';

const toolName = 'ArtifactTool';
const zipPath = '/:organization/_millrace/clienttools/artifacttool.zip';

/** The program by which `az` moves artifacts: which release there is, and its zip, which clients fetch without a token. */
export function clientToolRoutes(api: Api, { clock }: Services): void {
  let zipped: Buffer | undefined;
  api.get(
    `${organizationPath}/clienttools/:toolName/release`,
    {
      config: { operation: 'clientTools.release' },
      schema: {
        params: Type.Object({ ...organizationParams, toolName: Type.String() }),
        querystring: ClientToolQuery,
        response: { 200: ClientToolRelease },
      },
    },
    async ({ params, query: { osName = '' }, base }) => {
      if (params.toolName.toLowerCase() !== toolName.toLowerCase())
        throw serviceError('clientToolMissing', `There is no client tool '${params.toolName}'.`);
      if (osName.toLowerCase() === 'windows')
        throw serviceError(
          'clientToolMissing',
          `${toolName} of this server runs on Linux and macOS. Download the artifact as a zip instead: _apis/build/builds/ID/artifacts?artifactName=NAME&$format=zip.`,
        );
      const uri = `${base}/_millrace/clienttools/artifacttool.zip`;
      return { name: toolName, rid: 'any', version: artifactToolVersion, uri };
    },
  );
  api.get(
    zipPath,
    {
      config: { operation: 'clientTools.download', produces: 'application/zip' },
      schema: { params: Type.Object(organizationParams) },
    },
    async (_request, reply) => {
      zipped ??= await zipOf(clock.now());
      return reply.type('application/zip').send(zipped);
    },
  );
}

// In one piece, because clients read its length from the answer's head.
async function zipOf(changedAt: Instant): Promise<Buffer> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(artifactTool), 'artifacttool', { mtime: new Date(changedAt), mode: 0o100755 });
  zip.end();
  return buffer(zip.outputStream as Readable);
}
