import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { JobLogs } from '../../src/agent/log/job-logs.ts';
import { Masker } from '../../src/agent/mask.ts';

test('a log that is refused while live lines are still sent is told by close alone', async () => {
  const refused = new Error('TF400813: not authorized');
  const logs = new JobLogs({
    jobId: 'job',
    masker: new Masker(),
    destination: { createLogs: () => Promise.reject(refused), appendLog: () => Promise.reject(refused) },
    // Longer than the refusal takes: nobody hears of it meanwhile, and a rejection that nobody hears of ends the agent.
    sendFeed: async () => {
      for (let turns = 0; turns < 20; turns++) await turn();
    },
    takeLines: undefined,
    repeatSteps: false,
  });
  const { log, close } = logs.open('step', () => {});
  log.message('one line');
  const closing = close();
  logs.pulse();
  await assert.rejects(closing, refused);
});
