import { hookResources } from '../../../src/api/hook-resources.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { type Hooks, openHooks } from '../../../src/hooks/hooks.ts';
import type { HookSender } from '../../../src/hooks/ports.ts';
import { gitReader } from '../../../src/main/git-reader.ts';
import type { Orchestrator } from '../../../src/run/orchestrator.ts';
import type { Secrets } from '../../../src/run/ports/secrets.ts';
import type { Stores } from '../../../src/run/ports/stores.ts';

type Parts = {
  readonly organization: string;
  readonly base: string;
  readonly stores: Stores;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly orchestrator: Orchestrator;
};

/** The service hooks of a world, which go to `receive`. */
export function hooksOf(parts: Parts, receive: HookSender['send'], report: (message: string) => void): Hooks {
  const { organization, base, stores, secrets, clock, orchestrator } = parts;
  return openHooks({
    organization,
    documents: stores.documents,
    secrets,
    clock,
    allot: sequence => stores.runs.allot(organization, sequence),
    sender: { send: receive },
    resources: hookResources({
      organization,
      catalogue: stores.catalogue,
      agents: stores.agents,
      git: gitReader,
      timeline: run => orchestrator.timeline(run),
      base: () => base,
    }),
    report,
  });
}
