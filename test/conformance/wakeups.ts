import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Stores } from '../../src/run/ports/stores.ts';
import { hostileTexts } from './samples.ts';

/** Longer than any test runs, so that only what a test does ends a wait. */
const longMs = 600_000;

/** What every `Wakeups` keeps. `open` makes empty stores. */
export function wakeupsConformance(name: string, open: () => Promise<Stores>): void {
  waitingConformance(name, open);
  listeningConformance(name, open);
}

function waitingConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the Wakeups contract`, () => {
    test('everyone who waits for the topic is woken, others are not', async () => {
      await using stores = await open();
      const { wakeups } = stores;
      let isOtherWoken = false;
      const other = wakeups.wait('b', longMs).then(() => {
        isOtherWoken = true;
      });
      const waiting = [wakeups.wait('a', longMs), wakeups.wait('a', longMs)];
      wakeups.wake('a');
      await Promise.all(waiting);
      assert.equal(isOtherWoken, false);
      wakeups.wake('b');
      await other;
    });

    test('a wait ends after its time', async () => {
      await using stores = await open();
      await stores.wakeups.wait('a', 1);
      await stores.wakeups.wait('a', 0);
    });

    test('a wait ends when its signal aborts, before or meanwhile', async () => {
      await using stores = await open();
      const controller = new AbortController();
      const waiting = stores.wakeups.wait('a', longMs, controller.signal);
      controller.abort();
      await waiting;
      await stores.wakeups.wait('a', longMs, AbortSignal.abort());
    });

    test('a wait may be as long as a number can say', async () => {
      await using stores = await open();
      let isOver = false;
      const waiting = stores.wakeups.wait('a', Number.POSITIVE_INFINITY).then(() => {
        isOver = true;
      });
      await stores.wakeups.wait('b', 20);
      assert.equal(isOver, false);
      stores.wakeups.wake('a');
      await waiting;
    });

    test('any text is a topic', async () => {
      await using stores = await open();
      for (const topic of ['', 'x'.repeat(100_000), ...hostileTexts]) {
        const waiting = stores.wakeups.wait(topic, longMs);
        stores.wakeups.wake(topic);
        await waiting;
      }
    });

    test('waking a topic that none waits for does nothing', async () => {
      await using stores = await open();
      stores.wakeups.wake('a');
      const controller = new AbortController();
      const waiting = stores.wakeups.wait('a', longMs, controller.signal);
      controller.abort();
      await waiting;
    });

    test('closing the stores ends every wait', async () => {
      const stores = await open();
      const waiting = stores.wakeups.wait('a', longMs);
      await stores[Symbol.asyncDispose]();
      await waiting;
    });
  });
}

function listeningConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the Wakeups contract for those who listen`, () => {
    test('who listens hears of what was woken before the wait, and of nothing else', async () => {
      await using stores = await open();
      const { wakeups } = stores;
      using listening = wakeups.listen('a');
      using other = wakeups.listen('b');
      wakeups.wake('a');
      await listening.woken(longMs);
      await listening.woken(longMs);
      let isOtherWoken = false;
      const waiting = other.woken(longMs).then(() => {
        isOtherWoken = true;
      });
      await wakeups.wait('c', 1);
      assert.equal(isOtherWoken, false);
      wakeups.wake('b');
      await waiting;
    });

    test('who listens waits for a time, a signal or his own end', async () => {
      await using stores = await open();
      using listening = stores.wakeups.listen('a');
      await listening.woken(1);
      const controller = new AbortController();
      const waiting = listening.woken(longMs, controller.signal);
      controller.abort();
      await waiting;
      await listening.woken(longMs, controller.signal);
      const last = listening.woken(longMs);
      listening[Symbol.dispose]();
      await last;
    });
  });
}
