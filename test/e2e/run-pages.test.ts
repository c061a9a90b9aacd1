import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { strictPage, withBrowser, withoutBrowser } from './browser.ts';
import { ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const skip = withoutBrowser;

/** Waits for a file that the test makes, so that the run goes on when the test says so. */
const waiting = (file: string): string => `while [ ! -e '${file}' ]; do sleep 0.05; done`;

function yaml(gate: string): string {
  return `trigger: none
parameters:
- name: outcome
  displayName: How it ends
  default: good
  values: [good, bad]
stages:
- stage: Build
  jobs:
  - job: make
    displayName: Make <i>it</i>
    steps:
    - checkout: none
    - bash: |
        echo "##[group]Prepare"
        echo "prepared"
        echo "##[endgroup]"
        printf '\\033[32mgreen words\\033[0m\\n'
        echo '<script>document.title = "taken over"</script>'
        echo hi > a.txt; echo "##vso[artifact.upload artifactname=drop]$PWD/a.txt"
        ${waiting(gate)}
        if [ '\${{ parameters.outcome }}' = bad ]; then echo "expected 3, got 4"; exit 1; fi
      displayName: Compile
- stage: Deploy
  jobs:
  - job: ask
    pool: server
    steps:
    - task: ManualValidation@1
      inputs:
        notifyUsers: ''
        instructions: Is it good?
  - job: go
    dependsOn: ask
    steps:
    - checkout: none
    - bash: echo deployed
`;
}

type Site = { readonly page: Page; open(): Promise<void> };

/** A browser that is signed in, at the page of a pipeline whose runs wait for the gate to be opened. */
async function withSite(use: (site: Site) => Promise<void>, runsScripts = true): Promise<void> {
  await using server = await ServerUnderTest.create();
  const gate = join(server.data, 'gate');
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml(gate) });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  await withBrowser(
    async browser => {
      const page = await strictPage(browser);
      const { url, token } = server.ready;
      await page.goto(`${url}/Fiber/_build/definition?definitionId=${pipeline}`);
      await page.getByLabel('Personal access token').fill(token);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'ci', level: 1 }).waitFor();
      const open = (): Promise<void> => writeFile(gate, '');
      await use({ page, open });
    },
    { runsScripts },
  );
}

async function run(page: Page, outcome: string): Promise<void> {
  await page.getByRole('link', { name: 'Run…' }).click();
  await page.getByLabel('How it ends').selectOption(outcome);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('heading', { name: /^Run \d+/ }).waitFor();
}

test('a person runs a pipeline, sees it fail without loading anything, and reads why', { skip }, () =>
  withSite(async ({ page, open }) => {
    await run(page, 'bad');
    const state = page.getByRole('status');
    await page.getByText('Compile').waitFor();
    await page.evaluate(() => Object.assign(globalThis, { isSame: true }));
    await page.getByRole('link', { name: 'Compile' }).click();
    await page.getByText('green words').waitFor();
    assert.equal(await page.getByText('green words').getAttribute('class'), 'f2');
    await page.goBack();
    await page.evaluate(() => Object.assign(globalThis, { isSame: true }));
    await open();
    await state.getByText('failed').waitFor();
    assert.equal(await page.evaluate(() => 'isSame' in globalThis), true, 'the page was not loaded again');
    assert.match(await page.title(), /^failed: /);
    const why = page.getByRole('region', { name: 'What failed' });
    await why.getByText('expected 3, got 4').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached' });
    const artifact = await page.getByRole('link', { name: 'drop' }).getAttribute('href');
    const zip = await page.request.get(new URL(artifact ?? '', page.url()).href);
    assert.deepEqual([zip.status(), zip.headers()['content-type']], [200, 'application/zip']);

    await why.getByRole('link', { name: 'Compile', exact: true }).click();
    await page.getByRole('heading', { name: 'Compile' }).waitFor();
    await page.getByText('<script>document.title = "taken over"</script>').waitFor();
    assert.equal(await page.getByText('prepared').isVisible(), false);
    await page.locator('summary', { hasText: 'Prepare' }).press('Enter');
    assert.equal(await page.getByText('prepared').isVisible(), true);
    assert.match(await page.title(), /^failed: Compile/);
    const download = await page.getByRole('link', { name: 'Raw text' }).getAttribute('href');
    const raw = await page.request.get(new URL(download ?? '', page.url()).href);
    assert.match(await raw.text(), /##\[group\]Prepare/);

    await page.getByRole('link', { name: 'ci' }).click();
    await page.getByRole('row', { name: /failed/ }).waitFor();
  }),
);

test('a person answers a validation, keeps and retries a run, all with the keyboard', { skip }, () =>
  withSite(async ({ page, open }) => {
    await open();
    await run(page, 'good');
    const ask = page.getByRole('region', { name: 'Waiting for an answer' });
    await ask.getByText('Is it good?').waitFor();
    await ask.getByLabel('Comment').fill('Not yet');
    // What somebody is writing is not taken from him while the page follows its run.
    await page.waitForResponse(answer => answer.url() === page.url());
    assert.equal(await ask.getByLabel('Comment').inputValue(), 'Not yet');
    await ask.getByRole('button', { name: 'Reject' }).press('Enter');
    await page.getByRole('status').getByText('failed').waitFor();
    await page.getByText('The validation was rejected by').first().waitFor();

    await page.getByRole('button', { name: 'Keep for ever' }).press('Enter');
    await page.getByRole('button', { name: 'No longer keep' }).waitFor();
    await page.getByRole('button', { name: 'Retry failed jobs' }).press('Enter');
    await ask.getByRole('button', { name: 'Resume' }).press('Enter');
    await page.getByRole('status').getByText('succeeded').waitFor();
    await page.getByRole('link', { name: 'attempt 1' }).click();
    await page.getByRole('heading', { name: 'Attempt 1 of Deploy' }).waitFor();
    await page.getByText('The validation was rejected by').first().waitFor();
  }),
);

test('a person without scripts sees a run go on, cancels it and signs out', { skip }, () =>
  withSite(async ({ page }) => {
    await run(page, 'good');
    const address = page.url();
    await page.getByRole('status').getByText('running').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('status').getByText('canceled').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to fabrikam' }).waitFor();
    await page.goto(address);
    await page.getByRole('heading', { name: 'Sign in to fabrikam' }).waitFor();
  }, false),
);

test('a person without scripts skips a stage', { skip }, () =>
  withSite(async ({ page, open }) => {
    await open();
    await page.getByRole('link', { name: 'Run…' }).click();
    await page.getByRole('group', { name: 'Skip stages' }).getByLabel('Deploy').check();
    await page.getByRole('button', { name: 'Show its stages' }).click();
    assert.equal(await page.getByLabel('Deploy').isChecked(), true);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('status').getByText('succeeded').waitFor();
  }, false),
);

test('a link in a chat elsewhere leads who is signed in to the page, and a form there does nothing', { skip }, () =>
  withSite(async ({ page }) => {
    const address = page.url();
    const form = `<form method="post" action="${address.replace('definition?', 'run?')}"><button>Win</button></form>`;
    const chat = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html').end(`<a href="${address}">a run</a>${form}`);
    });
    chat.listen(0, '127.0.0.1');
    await once(chat, 'listening');
    try {
      const elsewhere = `http://localhost:${(chat.address() as AddressInfo).port}/`;
      await page.goto(elsewhere);
      await page.getByRole('link', { name: 'a run' }).click();
      await page.getByText('It never ran.').waitFor();
      await page.goto(elsewhere);
      await page.getByRole('button', { name: 'Win' }).click();
      await page.getByRole('heading', { name: 'Sign in to fabrikam' }).waitFor();
      await page.goto(address);
      await page.getByText('It never ran.').waitFor();
    } finally {
      chat.close();
    }
  }),
);
