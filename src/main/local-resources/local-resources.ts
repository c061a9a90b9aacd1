import { newGuid } from '../../base/new-guid.ts';
import type { ResourcePorts } from '../../resources/ports.ts';
import { runPorts } from '../../resources/run-ports.ts';
import { Orchestrator, type OrchestratorPorts } from '../../run/orchestrator.ts';
import type { QueueRequest } from '../../run/queue-request.ts';
import { restCalls } from '../rest-calls.ts';
import type { DeclaredResources } from './declared.ts';
import { declareRuns } from './declared-runs.ts';
import type { LocalResources } from './given.ts';
import { openDeclared } from './open-declared.ts';
import { openSecureFileServer } from './secure-file-server.ts';

/** Opens what a file declares for one run. Its stores are those of the run. */
export async function openLocalResources(
  declared: DeclaredResources,
  ports: OrchestratorPorts & Pick<ResourcePorts, 'blobs'>,
  request: QueueRequest,
): Promise<LocalResources> {
  const { organization, origin } = request;
  const { stores, secrets } = ports;
  const allot = (sequence: string): Promise<number> => stores.runs.allot(organization, sequence);
  const resources = await openDeclared(
    declared,
    { ...ports, organization, documents: stores.documents, allot },
    origin,
  );
  const hasFiles = Object.keys(declared.secureFiles).length > 0;
  const server = hasFiles ? await openSecureFileServer(resources.secureFiles, origin.projectId) : undefined;
  const { variableGroups } = runPorts(resources, organization, stores);
  return {
    // The pipeline is the user's own, and so is the machine: calls go wherever it says.
    ports: { variableGroups, restCalls: restCalls(resources, secrets, { allowPrivateAddresses: true }) },
    // Its tasks sign in as they do at a server; the one they find here looks at tickets alone.
    agent: { resources, ...(server === undefined ? {} : { jobTokens: { issue: async () => newGuid() } }) },
    async complete(agentServer) {
      const quiet = { orchestrator: new Orchestrator(ports, { hasArtifacts: true }), server: agentServer };
      const pipelines = await declareRuns(declared.pipelines, quiet, request);
      const { collectionUri = origin.collectionUri } = server ?? {};
      return { ...request, pipelines, origin: { ...origin, collectionUri } };
    },
    [Symbol.asyncDispose]: async () => server?.[Symbol.asyncDispose](),
  };
}
