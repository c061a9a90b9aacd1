import { mkdirSync } from 'node:fs';
import { sep } from 'node:path';
import { newGuid } from '../../base/new-guid.ts';
import { shippedRoot } from '../../tasks/shipped.ts';
import { engineProblem, findEngine } from '../container-engine.ts';
import type { JobContext } from '../job/job-context.ts';
import type { PlannedStep } from '../step/planned-step.ts';
import { type RecordEnd, runRecord } from '../step/run-record.ts';
import type { StepContext } from '../step/step-context.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';
import type { ContainerPackages, ContainerPlace, StartedContainer } from './container-place.ts';
import { containerSpecs } from './container-spec.ts';
import { ContainerFailure, EngineCalls } from './engine-calls.ts';
import { agentLabel, ownerLabel } from './owner-label.ts';
import { removeStale } from './remove-stale.ts';
import { startContainer } from './start-container.ts';
import { waitForServices } from './wait-for-services.ts';

/** Starts the containers of a job, before its steps. When one of them cannot start, the job fails and its steps are skipped. */
export async function initializeContainers(
  job: JobContext,
  entry: TimelineEntry,
  steps: readonly PlannedStep[],
): Promise<void> {
  const result = await runRecord(job, entry, async step => {
    step.write('##[section]Starting: Initialize containers');
    const end = await initialize(step, packagesInside(steps, job.packages.folder));
    step.write('##[section]Finishing: Initialize containers');
    return end;
  });
  job.status.count(result);
}

function packagesInside(steps: readonly PlannedStep[], tasks: string): ContainerPackages {
  const inside = steps.flatMap(({ task }) => (task?.inTarget === true && task.folder !== undefined ? [task] : []));
  const folders = [...new Set(inside.flatMap(({ folder }) => folder ?? []))];
  const isShipped = (folder: string): boolean => folder.startsWith(shippedRoot + sep);
  return {
    elsewhere: folders.filter(folder => !folder.startsWith(tasks + sep) && !isShipped(folder)),
    hasShipped: folders.some(isShipped),
    needsNode: inside.some(({ needsNode }) => needsNode === true),
  };
}

async function initialize(step: StepContext, packages: ContainerPackages): Promise<RecordEnd> {
  const { job } = step;
  try {
    await startAll(step, packages);
    return { result: 'succeeded' };
  } catch (failure) {
    if (!(failure instanceof ContainerFailure)) throw failure;
    step.error(failure.message);
    return { result: job.status.canceled.aborted ? 'canceled' : 'failed' };
  }
}

async function startAll(step: StepContext, packages: ContainerPackages): Promise<void> {
  const { job } = step;
  const calls = await connect(step);
  job.processes.watchContainers(calls.engine.program, agentLabel(job.folders.work));
  await removeStale(calls);
  const specs = containerSpecs(job.request, text => job.variables.expandText(text));
  const labels = [agentLabel(job.folders.work), ownerLabel()];
  const network = `vsts_network_${newGuid().replaceAll('-', '')}`;
  const labelled = labels.flatMap(label => ['--label', label]);
  await calls.must({ args: ['network', 'create', ...labelled, network], makesThing: true });
  job.containers.network = network;
  job.variables.set('Agent.ContainerNetwork', network, { isReadOnly: true });
  for (const folder of [job.folders.tools, job.packages.folder]) mkdirSync(folder, { recursive: true });
  const place: ContainerPlace = { step, calls, network, labels, packages };
  const started: StartedContainer[] = [];
  for (const spec of specs) started.push(await startContainer(place, spec));
  const mapping = Object.fromEntries(started.map(({ spec, id }) => [spec.alias, { id }]));
  job.variables.set('Agent.ContainerMapping', JSON.stringify(mapping), { isReadOnly: true });
  await waitForServices(place, started);
  publishPorts(started, job);
}

async function connect(step: StepContext): Promise<EngineCalls> {
  const engine = findEngine(process.env);
  const problem = await engineProblem(process.env);
  if (engine === undefined || problem !== undefined) throw new ContainerFailure(problem ?? '');
  const calls = new EngineCalls(engine, step, step.job.status.canceled);
  await calls.must({ args: ['version', '--format', '{{.Server.APIVersion}}'] });
  return calls;
}

/** Services are reached through ports of the machine by steps that run on it. */
function publishPorts(started: readonly StartedContainer[], job: JobContext): void {
  for (const { spec, ports } of started) {
    for (const [inside, outside] of Object.entries(ports)) {
      job.variables.set(`Agent.Services.${spec.alias}.Ports.${inside}`, outside, { isReadOnly: true });
    }
  }
}

/** Removes what the job's containers left, after all its steps. Never fails the job. */
export async function stopContainers(job: JobContext, entry: TimelineEntry): Promise<void> {
  await runRecord(job, entry, async step => {
    step.write('##[section]Starting: Stop Containers');
    const engine = findEngine(process.env);
    if (engine !== undefined) await removeAll(new EngineCalls(engine, step, new AbortController().signal), step);
    step.write('##[section]Finishing: Stop Containers');
    return { result: 'succeeded' };
  });
}

async function removeAll(calls: EngineCalls, step: StepContext): Promise<void> {
  const { containers } = step.job;
  for (const { name, id } of containers.all) {
    step.write(`Stop and remove container: ${name}`);
    await tryCall(step, () => calls.call({ args: ['rm', '--force', '--volumes', id] }));
  }
  const { network } = containers;
  if (network === undefined) return;
  step.write(`Remove container network: ${network}`);
  await tryCall(step, () => calls.call({ args: ['network', 'rm', network] }));
}

async function tryCall(step: StepContext, call: () => Promise<{ readonly exitCode: number }>): Promise<void> {
  try {
    const { exitCode } = await call();
    if (exitCode !== 0)
      step.warning(
        `The container engine answered with exit code ${exitCode}; what is left is removed by the next job with containers.`,
      );
  } catch (failure) {
    if (!(failure instanceof ContainerFailure)) throw failure;
    step.warning(failure.message);
  }
}
