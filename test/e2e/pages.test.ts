import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { strictPage, withBrowser, withoutBrowser } from './browser.ts';
import { ServerUnderTest } from './millrace-process.ts';

const skip = withoutBrowser;

async function statusWith(server: ServerUnderTest, token: string, path: string): Promise<number> {
  const headers = { authorization: `Basic ${btoa(`:${token}`)}` };
  return (await fetch(`${server.ready.url}/${path}`, { headers })).status;
}

test('a person manages tokens with a browser', { skip }, async () => {
  await using server = await ServerUnderTest.create(['--no-agent']);
  await server.start();
  await withBrowser(async browser => {
    const page = await strictPage(browser);
    await page.goto(`${server.ready.url}/_usersSettings/tokens`);
    await page.getByLabel('Personal access token').fill('nonsense');
    await page.getByRole('button', { name: 'Sign in' }).click();
    assert.match((await page.getByRole('alert').textContent()) ?? '', /The token is not valid/);
    await page.getByLabel('Personal access token').fill(server.ready.token);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Personal access tokens' }).waitFor();

    await page.getByLabel('Name').fill('dash <board>');
    await page.getByLabel('Good for').selectOption('90 days');
    await page.getByLabel('Do everything that you can do').check();
    assert.equal(await page.getByLabel('Read projects and teams').isVisible(), false);
    await page.getByLabel('Only what is chosen here:').check();
    await page.getByLabel('Read projects and teams').check();
    await page.getByRole('button', { name: 'Create' }).click();
    const token = (await page.getByRole('status').locator('code').textContent()) ?? '';
    assert.equal(await statusWith(server, token, '_apis/projects'), 200);
    assert.equal(await statusWith(server, token, '_apis/distributedtask/pools'), 401);

    await page.goto(page.url());
    assert.equal(await page.getByText(token).count(), 0);
    const row = page.getByRole('row', { name: 'dash <board>' });
    assert.match((await row.textContent()) ?? '', /vso\.project/);
    await page.getByRole('button', { name: 'Revoke dash <board>' }).click();
    await row.waitFor({ state: 'detached' });
    assert.equal(await statusWith(server, token, '_apis/projects'), 401);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to fabrikam' }).waitFor();
    await page.goto(page.url());
    await page.getByRole('heading', { name: 'Sign in to fabrikam' }).waitFor();
  });
});

test('a person consents to an application with a browser, and is sent back to it', { skip }, async () => {
  await using server = await ServerUnderTest.create(['--no-agent']);
  await server.start();
  const asked: string[] = [];
  const application = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('welcome back');
  });
  application.listen(0, '127.0.0.1');
  await once(application, 'listening');
  const callback = `http://127.0.0.1:${(application.address() as AddressInfo).port}/callback`;
  try {
    const body = { name: 'Dash', redirectUris: [callback], scope: 'vso.build vso.project' };
    const registered = await server.ask('POST', '_millrace/oauth/applications', body, 201);
    const { id } = (await registered.json()) as { id: string };
    const query = { client_id: id, response_type: 'Assertion', state: 's', scope: 'vso.build', redirect_uri: callback };
    await withBrowser(async browser => {
      const page = await strictPage(browser);
      await page.goto(`${new URL(server.ready.url).origin}/oauth2/authorize?${new URLSearchParams(query)}`);
      await page.getByRole('heading', { name: 'Dash asks for access to fabrikam' }).waitFor();
      assert.match((await page.getByRole('listitem').textContent()) ?? '', /Read pipelines.*vso\.build/);
      await page.getByLabel('Your personal access token').fill(server.ready.token);
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.getByText('welcome back').waitFor();
      assert.match(new URL(page.url()).search, /^\?code=[^&]+&state=s$/);
    });
    assert.equal(asked.filter(url => url.startsWith('/callback?code=')).length, 1);
  } finally {
    application.close();
  }
});
