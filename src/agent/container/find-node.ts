import type { ContainerSpec } from './container-spec.ts';
import type { EngineCalls } from './engine-calls.ts';
import { nodeInside } from './mounts.ts';
import type { ContainerNode } from './running-container.ts';

/** Images of the service's users say so where they have a Node for the agent. */
const nodeLabel = 'com.azure.dev.pipelines.agent.handler.node.path';

/** The image's own where its label names one, else the agent's, else one on the container's path. */
export async function findNode(calls: EngineCalls, spec: ContainerSpec, id: string): Promise<ContainerNode> {
  const { image } = spec.properties;
  const label = await calls.call({ args: ['inspect', `--format={{index .Config.Labels "${nodeLabel}"}}`, id] });
  const [named = ''] = label.lines;
  if (label.exitCode === 0 && named !== '' && named !== '<no value>') return { path: named };
  const agents = await calls.call({ args: ['exec', id, nodeInside, '--version'] });
  if (agents.exitCode === 0) return { path: nodeInside };
  const own = await calls.call({ args: ['exec', id, 'sh', '-c', 'command -v node'] });
  const [path] = own.lines;
  if (own.exitCode === 0 && path !== undefined) return { path };
  return {
    problem:
      `The container ${spec.alias} cannot run Node, which the task needs: its image '${image}' has neither the libraries of the agent's own ` +
      "(glibc and libstdc++, as in Debian, Ubuntu or Fedora) nor a 'node' on its path. Take an image that has, or run the step with 'target: host'.",
  };
}
