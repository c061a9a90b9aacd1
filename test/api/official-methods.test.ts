import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { administrationScenarios } from './official/administration.ts';
import { buildDetailScenarios } from './official/build-details.ts';
import { buildScenarios } from './official/builds.ts';
import { coreScenarios } from './official/core.ts';
import { definitionScenarios } from './official/definitions.ts';
import { gitScenarios } from './official/git.ts';
import { notServed } from './official/not-served.ts';
import { pipelineScenarios } from './official/pipelines.ts';
import { openClients, type Scenario } from './official/place.ts';
import { planScenarios } from './official/plans.ts';
import { policyScenarios } from './official/policies.ts';
import { poolScenarios } from './official/pools.ts';
import { methodsOf, Recorder } from './official/recorder.ts';
import { resourceScenarios } from './official/resources.ts';
import { testScenarios } from './official/tests.ts';
import { withGit } from './support/git-world.ts';

const scenarios: Readonly<Record<string, Scenario>> = {
  ...administrationScenarios,
  ...pipelineScenarios,
  ...buildScenarios,
  ...buildDetailScenarios,
  ...definitionScenarios,
  ...poolScenarios,
  ...resourceScenarios,
  ...coreScenarios,
  ...gitScenarios,
  ...planScenarios,
  ...policyScenarios,
  ...testScenarios,
};

const recorder = new Recorder();
/** `Client.method` of everything that the clients can ask for, once they were connected. */
let known: ReadonlySet<string> = new Set();

describe("the methods of the vendor's client", () => {
  for (const [name, scenario] of Object.entries(scenarios)) test(name, () => play(scenario));

  test('each is answered above, or listed as not served with the reason', () => {
    const listed = new Set(notServed.flatMap(({ client, methods }) => methods.map(method => `${client}.${method}`)));
    const { answered } = recorder;
    const sorted = (names: ReadonlySet<string>): readonly string[] => [...names].toSorted();
    assert.ok(answered.size > 150, `${answered.size}`);
    assert.deepEqual(sorted(known.difference(answered).difference(listed)), [], 'neither answered nor listed');
    assert.deepEqual(sorted(listed.intersection(answered)), [], 'listed, and yet served');
    assert.deepEqual(sorted(listed.difference(known)), [], 'listed, and not there');
  });
});

async function play(scenario: Scenario): Promise<void> {
  await withGit(
    async (world, folder) => {
      await folder.commit('first', { 'ci/azure-pipelines.yml': 'steps: []\n' });
      const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
      const clients = await openClients(port, recorder);
      known = new Set(Object.entries(clients).flatMap(([name, api]) => methodsOf(api).map(each => `${name}.${each}`)));
      await scenario({ world, folder, clients });
    },
    { observers: [recorder.observer] },
  );
}
