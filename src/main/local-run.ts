import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { type AgentOptions, runAgent } from '../agent/agent.ts';
import { AgentService } from '../api/agent-service.ts';
import { systemClock } from '../base/clock.ts';
import { guidFromName } from '../base/id.ts';
import type { RunOptions, RunOutcome, ValidationWord } from '../cli/doors.ts';
import { CommandError } from '../cli/errors.ts';
import type { RunProgress } from '../cli/run-progress.ts';
import type { Compilation } from '../plan/compilation.ts';
import { compile } from '../plan/compile.ts';
import type { Plan } from '../plan/model.ts';
import { AttachmentStore } from '../run/attachments.ts';
import type { RunEvent, RunRepository } from '../run/events.ts';
import { FeedHub } from '../run/feed.ts';
import { type HostedImages, mapHostedImages, strangeImages } from '../run/hosted-images.ts';
import { needsContainers } from '../run/job-containers.ts';
import { LogStore } from '../run/logs.ts';
import { Orchestrator, type OrchestratorPorts } from '../run/orchestrator.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import { compileTimeVariables, type RunOrigin } from '../run/predefined.ts';
import { QueueRefusal } from '../run/queue-refusal.ts';
import type { QueueRequest } from '../run/queue-request.ts';
import { selectPlan } from '../run/select.ts';
import { folderSource } from '../source/folder-source.ts';
import { openMemoryStores } from '../store/memory.ts';
import { openScratchBlobs } from '../store/scratch-blobs.ts';
import { openOwnSecrets } from '../store/secrets.ts';
import type { AgentIdentity } from '../wire/agent-server.ts';
import { agentIdentity } from './agent-identity.ts';
import { type InstalledTasks, readInstalledTasks } from './installed-tasks.ts';
import { openKept } from './kept.ts';
import { hasDemands, unmetDemands, unmetOf } from './local-demands.ts';
import { localOrigin, withCommit } from './local-origin.ts';
import { type LocalResources, withoutResources } from './local-resources/given.ts';
import { followValidation } from './local-validations.ts';
import { missingTasks, withHowToAdd } from './missing-tasks.ts';
import { ProgressTeller } from './run-progress.ts';
import { openScratchFolder } from './scratch-folder.ts';

const organization = 'local';

/** How soon a line that was printed is seen, in milliseconds: nothing is sent over a network here. */
const feedIntervalMs = 50;

/** Tells those who make output how far its reader has come: resolves when there is room for more; `undefined` when there is now. */
type OutputRoom = () => Promise<unknown> | undefined;

/** Compiles and runs a pipeline within this process: no server, no sockets, nothing kept afterwards. */
export async function runLocal(
  options: RunOptions,
  progress: (event: RunProgress) => void,
  signal: AbortSignal,
  room: OutputRoom = () => undefined,
): Promise<RunOutcome> {
  // Steps get secrets where the pipeline maps them, and only there.
  withhold(options.withheld);
  const origin = await localOrigin(options);
  const tasks = await readInstalledTasks(options.tasks);
  const compilation = compileLocal(options, origin, tasks);
  const { findings, files, plan, finalYaml } = compilation;
  if (plan === undefined || finalYaml === undefined)
    return { result: undefined, findings: withHowToAdd(findings), files };
  const selected = select(plan, options);
  const missing = missingTasks(selected);
  if (missing.length > 0) return { result: undefined, findings: [...findings, ...missing], files };
  using scratch = openScratchFolder();
  const { folder } = scratch;
  const runnable = await onThisMachine(selected, options.images);
  const identity = agentIdentity('Default', hostname(), hasDemands(runnable) ? undefined : {});
  refuseFor(unmetDemands(runnable, identity.systemCapabilities));
  const request = queueRequest(options, await withCommit(origin), runnable, finalYaml);
  const { artifacts, resources, validations } = options;
  const place = {
    ...{ folder, tasks, identity, room },
    ...(artifacts === undefined ? {} : { artifacts }),
    ...(resources === undefined ? {} : { resources }),
    ...(validations === undefined ? {} : { validations }),
  };
  return { result: await execute(request, place, progress, signal), findings, files };
}

function compileLocal(options: RunOptions, origin: RunOrigin, tasks: InstalledTasks): Compilation {
  return compile({
    path: options.path,
    reader: folderSource(options.root, options.repositories),
    templateParameters: options.parameters,
    knownTasks: tasks.known,
    variables: { ...compileTimeVariables(origin), ...options.variables },
    ...(options.maxFiles === undefined ? {} : { maxFiles: options.maxFiles }),
  });
}

function queueRequest(options: RunOptions, origin: RunOrigin, plan: Plan, finalYaml: string): QueueRequest {
  const plain = Object.entries(options.variables).map(([name, value]) => [name, { value, isSecret: false }] as const);
  const secret = Object.entries(options.secrets).map(([name, value]) => [name, { value, isSecret: true }] as const);
  return {
    organization,
    origin,
    plan,
    finalYaml,
    repositories: { ...otherRepositories(plan, options), self: origin.self },
    pipelines: {},
    variables: Object.fromEntries([...plain, ...secret]),
    stagesToSkip: [],
    yamlFile: options.path.slice(1),
  };
}

/** Repository resources that `--repository` maps to a folder; the others can only be an error once they are checked out. */
function otherRepositories(plan: Plan, options: RunOptions): Record<string, RunRepository> {
  const folders = new Map(Object.entries(options.repositories));
  const found = Object.entries(plan.resources.repositories).flatMap(([alias, repository]) => {
    const url = folders.get(alias) ?? folders.get(repository.name);
    if (url === undefined) return [];
    const id = guidFromName('repository', url);
    const { name, ref: refName } = repository;
    return [[alias, { id, name, type: 'azureReposGit', url, refName, version: '', workingTree: true }] as const];
  });
  return Object.fromEntries(found);
}

function select(plan: Plan, options: RunOptions): Plan {
  const selected = selectPlan(plan, { stages: options.stages, jobs: options.jobs });
  if (selected.ok) return selected.plan;
  const { kind, unknown, known } = selected;
  throw new CommandError(`The pipeline has no ${kind} '${unknown}'. Its ${kind}s: ${known.join(', ')}.`);
}

/** The plan with containers for hosted images. What this machine cannot run is said before any job begins. */
async function onThisMachine(plan: Plan, images: HostedImages): Promise<Plan> {
  refuseFor(strangeImages(plan, images, process.platform));
  const mapped = mapHostedImages(plan, images);
  if (!needsContainers(mapped)) return mapped;
  const { engineProblem } = await import('../agent/container-engine.ts');
  const problem = await engineProblem(process.env);
  if (problem !== undefined) throw new CommandError(`The pipeline uses containers. ${problem}`, 1);
  return mapped;
}

/** Where a run works, what it has, and where its artifacts are to stay. */
type RunPlace = {
  readonly folder: string;
  readonly tasks: InstalledTasks;
  readonly identity: AgentIdentity;
  readonly room: OutputRoom;
  readonly artifacts?: string;
  /** The file that declares them. */
  readonly resources?: string;
  readonly validations?: ValidationWord;
};

async function execute(
  asked: QueueRequest,
  { folder, tasks, identity, room, artifacts, resources, validations }: RunPlace,
  progress: (event: RunProgress) => void,
  signal: AbortSignal,
): Promise<RunOutcome['result']> {
  const stores = openMemoryStores();
  const blobs = openScratchBlobs(join(folder, 'blobs'));
  const logs = new LogStore(stores.logs, blobs, systemClock, { smallBytes: 0 });
  const attachments = new AttachmentStore(stores.documents, blobs, systemClock);
  const kept = openKept({ ...stores, blobs, clock: systemClock });
  const secrets = openOwnSecrets();
  const teller = new ProgressTeller(progress);
  const feed = new FeedHub();
  const over = Promise.withResolvers<RunOutcome['result']>();
  const runs = { stores, logs, secrets, clock: systemClock };
  const given = await openResources(resources, { ...runs, blobs }, asked);
  const orchestrator = new Orchestrator(
    { ...runs, ...given.ports },
    {
      anyPool: true,
      hasArtifacts: true,
      onEvents: (key, events, run) => {
        for (const event of events) {
          teller.event(event);
          if (event.type === 'jobQueued') refuse(event, identity, over.reject);
          followValidation(orchestrator, { key, event }, validations, progress).catch(over.reject);
        }
        if (run.state === 'completed') over.resolve(run.result);
      },
    },
  );
  const ports = { organization, ...runs, orchestrator, attachments, feed, ...kept };
  const service = new AgentService({ ...ports, ...given.agent });
  const ticking = setInterval(() => void orchestrator.tick().catch(over.reject), 1000).unref();
  const stop = new AbortController();
  try {
    const request = await given.complete(service);
    const row = await queue(orchestrator, request);
    const { key } = row;
    const cancel = (): void => void orchestrator.cancel(key, request.origin.requestedFor).catch(over.reject);
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const parallel = Math.min(availableParallelism(), jobCount(request.plan));
    const agent = runAgent({
      server: service,
      identity,
      workFolder: join(folder, 'work'),
      signal: stop.signal,
      parallel,
      isPassing: true,
      feedIntervalMs,
      takeLines: linesTo(teller, room),
      // Its steps' logs are read by nobody else: once is enough.
      repeatSteps: false,
      localTask: task => tasks.folderOf(task),
    });
    agent.catch(over.reject);
    const result = await over.promise;
    stop.abort();
    await agent;
    if (artifacts !== undefined) await saveTo(artifacts, service, row, progress);
    return result;
  } finally {
    stop.abort();
    clearInterval(ticking);
    await given[Symbol.asyncDispose]();
    await stores[Symbol.asyncDispose]();
  }
}

/** Tells the lines of steps, and has their processes wait while the reader is behind. */
function linesTo(teller: ProgressTeller, room: OutputRoom): NonNullable<AgentOptions['takeLines']> {
  return (stepId, text) => {
    teller.output(stepId, text);
    return room();
  };
}

/** What a file declares for a run; its reading is loaded only where there is one. */
async function openResources(
  file: string | undefined,
  ports: OrchestratorPorts & { readonly blobs: BlobStore },
  request: QueueRequest,
): Promise<LocalResources> {
  if (file === undefined) return withoutResources(request);
  const { readDeclared } = await import('./local-resources/read-declared.ts');
  const { openLocalResources } = await import('./local-resources/local-resources.ts');
  const declared = readDeclared(file, process.env);
  withhold(declared.withheld);
  return openLocalResources(declared, ports, request);
}

/** Takes variables out of the environment that steps inherit: what secrets were read from. */
function withhold(names: readonly string[]): void {
  for (const name of names) delete process.env[name];
}

/** A job whose demands are known only now, and that no agent will ever take. */
function refuse(
  { ref, demands }: Extract<RunEvent, { type: 'jobQueued' }>,
  { systemCapabilities }: AgentIdentity,
  fail: (error: CommandError) => void,
): void {
  const problems = unmetOf(ref.job, demands, systemCapabilities);
  if (problems.length > 0) fail(new CommandError(problems.join('\n'), 1));
}

function refuseFor(problems: readonly string[]): void {
  if (problems.length > 0) throw new CommandError(problems.join('\n'), 1);
}

async function saveTo(
  folder: string,
  service: AgentService,
  { projectId, planId }: { readonly projectId: string; readonly planId: string },
  progress: (event: RunProgress) => void,
): Promise<void> {
  const { saveArtifacts } = await import('../agent/save-artifacts.ts');
  const names = await saveArtifacts(service, { scopeIdentifier: projectId, planId }, folder);
  for (const name of names)
    progress({ type: 'message', level: 'info', text: `Artifact ${name}: ${join(folder, name)}` });
}

async function queue(orchestrator: Orchestrator, request: QueueRequest): ReturnType<Orchestrator['queue']> {
  try {
    return await orchestrator.queue(request);
  } catch (error) {
    if (error instanceof QueueRefusal) throw new CommandError(withAdvice(error.message), 1);
    throw error;
  }
}

/** What others keep for a pipeline, a run on this machine has from a file. */
function withAdvice(message: string): string {
  if (!/^.*(Variable group|service connection) /m.test(message)) return message;
  return `${message}\n\nA run on this machine knows those that a file declares: --resources FILE.`;
}

/** How many jobs a plan has at least; one with a strategy counts as many as there may be. */
function jobCount(plan: Plan): number {
  const jobs = plan.stages.flatMap(stage => stage.jobs);
  return jobs.some(job => job.strategy !== undefined) ? Number.POSITIVE_INFINITY : jobs.length;
}
