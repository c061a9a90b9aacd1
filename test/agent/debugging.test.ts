import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bash, jobRequest, runTestJob } from './job.ts';

describe('debugging', () => {
  const script = 'echo "##vso[task.debug]deep"; echo "##vso[task.setvariable variable=a]hunter2"';
  test('is silent by default', async () => {
    const { server } = await runTestJob(jobRequest([bash(script)]));
    assert.ok(!server.log(server.record('Bash')).includes('##[debug]'));
  });

  test('tells what conditions and commands do', async () => {
    const variables = { 'system.debug': { value: 'true' }, s: { value: 'hunter2', isSecret: true } };
    const { server } = await runTestJob(jobRequest([bash(script)], { variables }));
    const log = server.log(server.record('Bash'));
    for (const line of [
      '##[debug]deep',
      '##[debug]Processed: ##vso[task.setvariable variable=a]***',
      "##[debug]Evaluating condition for step: 'Bash'",
      '##[debug]Evaluating: succeeded()',
      '##[debug]Result: True',
    ]) {
      assert.ok(log.includes(`${line}\n`), line);
    }
    assert.ok(!log.includes('Processed: ##vso[task.debug]'));
  });

  test('tells what a script was given, and how it ended', async () => {
    const variables = { 'system.debug': { value: 'true' }, s: { value: 'hunter2', isSecret: true } };
    const steps = [bash('echo $(s) >/dev/null; exit 3', { condition: 'succeededOrFailed()' })];
    const { server } = await runTestJob(jobRequest(steps, { variables }));
    const log = server.log(server.record('Bash'));
    assert.match(log, /^##\[debug\]targetType=inline$/m);
    assert.match(log, /^##\[debug\]script=echo \*\*\* >\/dev\/null; exit 3$/m);
    assert.match(log, /^##\[debug\]Exit code 3 received from tool '.*\/bash'$/m);
  });
});
