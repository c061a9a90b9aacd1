import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobOptions } from '../../src/agent/job/job-options.ts';
import { runJob } from '../../src/agent/run-job.ts';
import type { Result } from '../../src/base/result.ts';
import type { AgentJobRequest, WireStep } from '../../src/wire/agent-protocol.ts';
import { FakeServer } from './fake-server.ts';

const references = {
  CmdLine: { id: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9', name: 'CmdLine', version: '2' },
  Bash: { id: '6c731c3c-3c68-459a-a5c9-bde6e6595b5b', name: 'Bash', version: '3' },
  PowerShell: { id: 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1', name: 'PowerShell', version: '2' },
  Checkout: { id: '6d15af64-176c-496d-b583-fd2ae21d4df4', name: 'Checkout', version: '1' },
} as const;

export type StepChange = Partial<Omit<WireStep, 'type' | 'id'>>;

export function taskStep(
  task: keyof typeof references,
  inputs: Record<string, string>,
  change: StepChange = {},
): WireStep {
  return {
    type: 'task',
    id: randomUUID(),
    name: task,
    displayName: task,
    reference: references[task],
    enabled: true,
    condition: 'succeeded()',
    continueOnError: 'false',
    timeoutInMinutes: '0',
    retryCountOnTaskFailure: '0',
    inputs,
    environment: {},
    ...change,
  };
}

/** A `bash:` step. */
export function bash(script: string, change: StepChange = {}): WireStep {
  return taskStep('Bash', { targetType: 'inline', script }, change);
}

export function jobRequest(steps: readonly WireStep[], change: Partial<AgentJobRequest> = {}): AgentJobRequest {
  return {
    messageType: 'PipelineAgentJobRequest',
    plan: { scopeIdentifier: 'project', planId: 'plan', planType: 'Build', version: 1 },
    timeline: { id: 'timeline' },
    jobId: 'job-record',
    jobDisplayName: 'Build it',
    jobName: 'build',
    requestId: 1,
    lockedUntil: '2026-11-24T00:00:00Z',
    resources: { endpoints: [], repositories: [] },
    variables: {},
    mask: [],
    steps,
    workspace: {},
    ...change,
  };
}

/** A folder that is gone after the test. */
export class TemporaryFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'millrace-test-'));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export type JobRun = { readonly server: FakeServer; readonly result: Result; readonly work: string };

/** Runs a job on a fake server in a folder that is gone afterwards. */
export async function runTestJob(
  request: AgentJobRequest,
  options: Partial<JobOptions> & { server?: FakeServer } = {},
): Promise<JobRun> {
  using folder = new TemporaryFolder();
  const server = options.server ?? new FakeServer();
  const agent = { id: 7, name: 'agent', version: '4.270.0' };
  const result = await runJob(request, { agent, workFolder: folder.path, retryUnitMs: 1, ...options, server });
  return { server, result, work: folder.path };
}
