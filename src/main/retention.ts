import type { Services } from '../api/services.ts';
import { removeUnnamedContent } from '../artifacts/unnamed-content.ts';
import type { Clock } from '../base/clock.ts';
import type { AttachmentStore } from '../run/attachments.ts';
import { Leases } from '../run/leases.ts';
import type { LogStore } from '../run/logs.ts';
import type { Orchestrator } from '../run/orchestrator.ts';
import { PipelineRemover } from '../run/pipeline-remover.ts';
import type { Catalogue } from '../run/ports/catalogue.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { RunStore } from '../run/ports/run-store.ts';
import { ProjectRemover } from '../run/project-remover.ts';
import { Retention, type RetentionPorts } from '../run/retention.ts';
import { RetentionPolicies } from '../run/retention-policy.ts';
import { type RunContents, RunRemover } from '../run/run-remover.ts';
import { Background, type ReportFailure } from './background.ts';
import type { Kept } from './kept.ts';

const sweepMs = 3_600_000;
/** How often it is looked whether runs of deleted pipelines are over by now. */
const removalMs = 60_000;
const collectMs = 24 * 3_600_000;

export type OpenRetention = Pick<RetentionPorts, 'policies' | 'leases' | 'remover'> & {
  readonly projectRemover: ProjectRemover;
  readonly pipelineRemover: PipelineRemover;
};

export type RunLeavings = Omit<Kept, 'caches'> & {
  readonly organization: string;
  readonly catalogue: Catalogue;
  readonly runs: RunStore;
  readonly documents: DocumentStore;
  readonly logs: LogStore;
  readonly attachments: AttachmentStore;
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
};

/** Opens what keeps runs and what deletes them, with all that they leave behind. */
export function openRetention(of: RunLeavings): OpenRetention {
  const { runs, documents, logs, attachments, artifacts, containers, tests, testAttachments, coverage, clock } = of;
  const leases = new Leases({ documents, runs, clock });
  const testsOfRun: RunContents = {
    removeAll: run => tests.removeAll(run, id => testAttachments.removeAll(run.organization, id)),
  };
  const handle: Orchestrator['handle'] = (key, commands) => of.orchestrator.handle(key, commands);
  const contents = [logs, attachments, containers, testsOfRun, coverage];
  const remover = new RunRemover({ runs, leases, clock, handle, contents, artifacts });
  const projectRemover = new ProjectRemover({ ...of, remover });
  const cancel: Orchestrator['cancel'] = (key, by) => of.orchestrator.cancel(key, by);
  const pipelineRemover = new PipelineRemover({ ...of, leases, remover, cancel });
  return { policies: new RetentionPolicies(documents), leases, remover, projectRemover, pipelineRemover };
}

/** Looks after old runs at once and every hour, and an hour later and then once a day after content that no run names any longer. */
export function startRetention(services: Services, clock: Clock, report: ReportFailure): AsyncDisposable {
  const retention = new Retention({ ...services, clock });
  let collectsAt = clock.now() + sweepMs;
  const sweep = async (): Promise<void> => {
    await services.projectRemover.finishAll();
    await services.pipelineRemover.finishAll();
    await retention.sweep();
    if (clock.now() < collectsAt) return;
    collectsAt = clock.now() + collectMs;
    await collectContent(services, clock);
  };
  const background = new AsyncDisposableStack();
  const sweeping = background.use(new Background({ name: 'removing old runs', everyMs: sweepMs, run: sweep }, report));
  const remove = () => services.pipelineRemover.finishAll();
  background.use(new Background({ name: 'removing deleted pipelines', everyMs: removalMs, run: remove }, report));
  sweeping.wake();
  return background;
}

type ContentServices = Pick<Services, 'organization' | 'artifacts' | 'containers' | 'testAttachments'>;

/**
 * Removes the content of artifacts, of containers and of test attachments that none of them names any longer; answers how many chunks went. What lies in a
 * container without an artifact for long goes first.
 */
export async function collectContent(
  { organization, artifacts, containers, testAttachments }: ContentServices,
  clock: Clock,
): Promise<number> {
  while ((await containers.evict()) > 0);
  // Artifacts last: a folder that is named meanwhile was in the container before.
  const sources = [containers, testAttachments, artifacts].map(source => source.chunks(organization));
  return removeUnnamedContent(artifacts.content(organization), sources, clock.now());
}
