import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../../src/cli/program.ts';
import { World } from '../api/support/world.ts';
import { fakeDoors } from './support/fake-doors.ts';
import { FakeIo } from './support/fake-io.ts';

test('millrace applications registers, lists, renews and removes', async () => {
  await using world = await World.open();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const server = ['--url', `http://127.0.0.1:${port}/fabrikam`, '--token', 'all'];
  const call = async (...argv: string[]) => {
    const io = new FakeIo();
    const code = await runCli(['applications', ...argv, ...server], io, fakeDoors());
    return { code, text: io.out.text + io.err.text };
  };
  const proves = async (id: string, secret: string) => {
    const { applications } = world.services.access;
    const application = await applications.find(id);
    return application !== undefined && applications.proves(application, secret);
  };
  const uri = 'https://dash.example.com/callback';
  const made = await call('register', '--name', 'dash', '--redirect-uri', uri, '--scope', 'vso.build');
  assert.equal(made.code, 0, made.text);
  const id = /^client_id +(\S+)$/m.exec(made.text)?.[1] ?? '';
  const secret = /^secret +(\S+)$/m.exec(made.text)?.[1] ?? '';
  assert.equal(await proves(id, secret), true);
  assert.match((await call('list')).text, /^dash +\S+ +vso\.build .*https:\/\/dash\.example\.com\/callback$/m);
  const renewed = /^secret +(\S+)$/m.exec((await call('renew', id)).text)?.[1] ?? '';
  assert.deepEqual([await proves(id, secret), await proves(id, renewed)], [false, true]);
  assert.deepEqual(await call('remove', id), { code: 0, text: 'The application is removed.\n' });
  assert.match((await call('list')).text, /There are no applications/);
  assert.equal((await call('register', '--name', 'x')).code, 2);
  assert.match((await call('remove', id)).text, /does not exist/);
});
