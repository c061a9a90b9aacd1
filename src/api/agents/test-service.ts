import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import { testAttachmentBytes } from '../../base/limits.ts';
import type { RunStore } from '../../run/ports/run-store.ts';
import type { CoverageStore } from '../../testing/coverage-store.ts';
import type { TestAttachments } from '../../testing/test-attachments.ts';
import type { TestedRun } from '../../testing/test-run.ts';
import type { TestStore } from '../../testing/test-store.ts';
import { AgentServerError } from '../../wire/agent-protocol.ts';
import type { PlanScope } from '../../wire/agent-server.ts';
import type { ContentRef } from '../../wire/content.ts';
import type { Coverage, NewTestRun, TestResult, TestServer } from '../../wire/test-server.ts';
import type { RunOfPlan } from './plan-runs.ts';

export type TestServicePorts = {
  readonly tests: TestStore;
  readonly testAttachments: TestAttachments;
  readonly coverage: CoverageStore;
  readonly artifacts: ArtifactStore;
  readonly runs: Pick<RunStore, 'row'>;
  readonly runOf: RunOfPlan;
};

/** What the tests of runs came to, straight into the stores. */
export class TestService implements TestServer {
  readonly #ports: TestServicePorts;

  constructor(ports: TestServicePorts) {
    this.#ports = ports;
  }

  async createRun(plan: PlanScope, run: NewTestRun): Promise<{ readonly id: number }> {
    const { id } = await this.#ports.tests.create(await this.#tested(plan), run);
    return { id };
  }

  async addResults(plan: PlanScope, testRunId: number, results: readonly TestResult[]): Promise<void> {
    const { key, projectId } = await this.#ofPlan(plan, testRunId);
    await this.#ports.tests.addResults(key.organization, { projectId, id: testRunId }, results).catch(refused);
  }

  async attach(
    plan: PlanScope,
    testRunId: number,
    { name, content }: { readonly name: string; readonly content: ContentRef },
  ): Promise<void> {
    const { artifacts, testAttachments } = this.#ports;
    const { organization } = (await this.#ofPlan(plan, testRunId)).key;
    if (content.sizeBytes > testAttachmentBytes) throw new AgentServerError(400, 'The file is too large.');
    if (!(await artifacts.content(organization).isComplete(content)))
      throw new AgentServerError(400, `The content of '${name}' is not kept.`);
    await testAttachments.add(organization, { testRunId, name, comment: '', content });
  }

  async completeRun(plan: PlanScope, testRunId: number): Promise<void> {
    const { key, projectId } = await this.#ofPlan(plan, testRunId);
    await this.#ports.tests.change(key.organization, { projectId, id: testRunId }, { state: 'Completed' });
  }

  async addCoverage(plan: PlanScope, coverage: Coverage): Promise<void> {
    await this.#ports.coverage.add(await this.#ports.runOf(plan), coverage);
  }

  /** A plan's agent may only change the test runs of its own run. */
  async #ofPlan(plan: PlanScope, testRunId: number): Promise<TestedRun> {
    const tested = await this.#tested(plan);
    const run = await this.#ports.tests.get(tested.key.organization, tested.projectId, testRunId);
    if (run?.runId !== tested.key.runId) throw new AgentServerError(404, `The test run ${testRunId} was not found.`);
    return tested;
  }

  async #tested(plan: PlanScope): Promise<TestedRun> {
    const key = await this.#ports.runOf(plan);
    const row = await this.#ports.runs.row(key);
    if (row === undefined) throw new AgentServerError(404, `Plan ${plan.planId} was not found.`);
    return { key, projectId: row.projectId };
  }
}

function refused(failure: unknown): never {
  if (failure instanceof RangeError) throw new AgentServerError(400, failure.message);
  throw failure;
}
