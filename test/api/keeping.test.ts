import { httpAgentServer } from '../../src/client/agent-server.ts';
import { channelAgentServer } from '../../src/client/channel-agent-server.ts';
import type { RunRow } from '../../src/run/ports/run-store.ts';
import type { AgentServer, PlanScope } from '../../src/wire/agent-server.ts';
import { type KeepingWorld, keepingConformance } from '../conformance/keeping.ts';
import { channelTo } from './support/channel.ts';
import { organization, someone, World } from './support/world.ts';

async function open(serverOf: (world: World) => Promise<AgentServer>): Promise<KeepingWorld> {
  const world = await World.open();
  const rows = [
    await world.queue(),
    await world.queue(),
    await world.queue({ resources: { repositories: { self: { refName: 'refs/heads/other' } } } }),
  ] as const;
  const planOf = ({ projectId, planId }: RunRow): PlanScope => ({ scopeIdentifier: projectId, planId });
  return {
    server: await serverOf(world),
    plans: [planOf(rows[0]), planOf(rows[1]), planOf(rows[2])],
    runIds: [rows[0].key.runId, rows[1].key.runId, rows[2].key.runId],
    testsOf: runId => world.kept.tests.ofRun({ key: { organization, runId }, projectId: rows[0].projectId }),
    coverageOf: runId => world.kept.coverage.get({ organization, runId }),
    finishFirst: () => world.finish(rows[0].key, 'succeeded'),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

keepingConformance('the agent service', () =>
  open(async world => world.services.agentServer({ name: someone.uniqueName })),
);

keepingConformance('the agent’s client over HTTP', () =>
  open(async world => {
    const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
    return httpAgentServer({ url: `http://127.0.0.1:${port}/${organization}`, token: 'all', retryForMs: 0 });
  }),
);

keepingConformance('the agent’s client over a channel', () =>
  open(async world => channelAgentServer(channelTo(world), { retryForMs: 0 })),
);
