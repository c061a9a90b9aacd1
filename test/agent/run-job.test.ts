import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bash, jobRequest, runTestJob } from './job.ts';

test('a step runs, and its job says how it ended', async () => {
  const { server, result } = await runTestJob(
    jobRequest([bash('echo hello; echo oops >&2; echo $FOO', { environment: { FOO: 'bar' } })]),
  );
  console.log(server.log([...server.records.values()][0]));
  console.log(server.results(), server.calls.join(' '));
  assert.equal(result, 'succeeded');
});
