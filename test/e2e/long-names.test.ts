import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageVisitor } from '../api/support/page-visitor.ts';
import { withStep } from '../api/support/run-step.ts';
import { organization, World } from '../api/support/world.ts';
import { withBrowser, withoutBrowser } from './browser.ts';

const long = 'n'.repeat(200);
const widths = [360, 1280];

test('no page is wider than its window, however long names are', { skip: withoutBrowser }, async () => {
  await using world = await World.open();
  const pool = { id: 3, name: long, isHosted: false };
  assert.ok(await world.stores.agents.addPool(organization, pool));
  world.pipelines.pool = long;
  assert.ok(await world.stores.catalogue.changePipeline(organization, { ...world.pipeline, revision: 2, name: long }));
  const agent = { id: 1, poolId: 3, name: long, version: '1', osDescription: long, capabilities: {} };
  assert.ok(await world.stores.agents.putAgent(organization, agent));
  const row = await world.queue();
  await world.orchestrator.annotate(row.key, { name: long, addTags: [long] });
  const step = await withStep(world, row, [long, `##[error]${long}`], long);
  const run = `/oracle/_build/results?buildId=${row.key.runId}`;
  const paths = [
    '/oracle/_build',
    '/oracle/_build?definitionId=21',
    run,
    `${run}&view=logs&t=${step}`,
    '/_settings/agentpools',
  ];
  const visitor = await PageVisitor.signedIn(world);
  await withBrowser(async browser => {
    const page = await browser.newPage();
    for (const path of paths) {
      const { page: html, status } = await visitor.open(path);
      assert.equal(status, 200, path);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        await page.setContent(html.replace(/<script.*?<\/script>/s, ''));
        const shown = await page.evaluate('document.documentElement.scrollWidth');
        assert.equal(shown, width, `${path} at ${width}`);
      }
    }
  });
});
