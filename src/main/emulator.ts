import { join } from 'node:path';
import type { Services } from '../api/services.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { Faults } from '../emulator/faults.ts';
import { Player } from '../emulator/player.ts';
import type { VirtualClock } from '../emulator/virtual-clock.ts';
import type { RunEvent, RunKey } from '../run/events.ts';
import type { LogStore } from '../run/logs.ts';
import type { Orchestrator } from '../run/orchestrator.ts';
import { Background, type ReportFailure } from './background.ts';
import { keepProducts } from './fixture-products.ts';
import { openFixtures } from './fixtures.ts';

const playMs = 200;

export type EmulatorParts = {
  readonly services: Services;
  readonly orchestrator: Orchestrator;
  readonly logs: LogStore;
  readonly clock: VirtualClock;
  /** The folder below which repositories of fixtures are made. */
  readonly data: string;
  readonly report: ReportFailure;
};

/** The emulator of a server while it lives. */
export type OpenEmulator = AsyncDisposable & {
  readonly controls: Emulator;
  /** Hears what happens to runs: those with outcomes are played. */
  readonly hear: (key: RunKey, events: readonly RunEvent[]) => void;
};

export function openEmulator({ services, orchestrator, logs, clock, data, report }: EmulatorParts): OpenEmulator {
  const player = new Player({
    clock,
    logs,
    handle: (key, commands) => orchestrator.handle(key, commands),
    state: key => orchestrator.state(key),
    timeline: key => orchestrator.timeline(key),
    keep: (key, run, ref, products) => keepProducts(services, { key, run, ref }, products),
  });
  const playing = new Background({ name: 'playing jobs', everyMs: playMs, run: () => player.tick() }, report);
  clock.follow(async () => {
    await orchestrator.tick();
    await player.tick();
  });
  return {
    controls: { clock, player, faults: new Faults(), fixtures: openFixtures(services, player, join(data, 'fixtures')) },
    hear(key, events) {
      if (player.isIdle || !events.some(({ type }) => type === 'jobQueued')) return;
      player.play(key).catch((error: unknown) => report('playing jobs failed', error));
    },
    [Symbol.asyncDispose]: () => playing[Symbol.asyncDispose](),
  };
}
