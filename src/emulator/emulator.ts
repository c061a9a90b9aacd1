import type { Faults } from './faults.ts';
import type { Fixtures } from './fixtures.ts';
import type { Player } from './player.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The controls of a server that others test against. */
export type Emulator = {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly player: Player;
  readonly fixtures: Fixtures;
};
