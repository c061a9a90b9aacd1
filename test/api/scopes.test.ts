import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopeWords } from '../../src/access/scopes.ts';
import { type OperationName, operations } from '../../src/api/http/operations.ts';
import { leastScopes, type ScopeRule, withIncluded } from '../../src/api/http/scope-rules.ts';
import { type DescribedOperation, describedOperations, requestOf } from './support/described.ts';
import { basic, World } from './support/world.ts';

type ScopedRoute = DescribedOperation & { readonly rule: ScopeRule; readonly least: readonly (readonly string[])[] };

/** Every route that asks for a scope: whoever adds a route adds nothing here. */
async function scopedRoutes(world: World): Promise<readonly ScopedRoute[]> {
  const found = await describedOperations(world);
  return found.flatMap(route => {
    const { scope: rule } = operations[route.operation as OperationName];
    const least = leastScopes(rule);
    return least.length === 0 ? [] : [{ ...route, rule, least }];
  });
}

async function statusWith(world: World, route: DescribedOperation, scopes: readonly string[]): Promise<number> {
  const token = scopes.join('+');
  await world.addToken(token, scopes);
  const { method, path, body } = requestOf(route);
  const answer = await world.call(method, `/${path}`, { authorization: basic(token), body });
  return answer.statusCode;
}

/** Whether scopes are let in by one of the least sets of a route. */
function isEnough(route: ScopedRoute, scopes: readonly string[]): boolean {
  const granted = withIncluded(scopes);
  return granted.has('app_token') || route.least.some(set => set.every(scope => granted.has(scope)));
}

test('every route lets in its least scopes, and refuses all the scopes that do not include them', async () => {
  await using world = await World.open();
  const routes = await scopedRoutes(world);
  assert.ok(routes.length > 80, `only ${routes.length} routes ask for a scope`);
  for (const route of routes) {
    const where = `${route.verb} ${route.path}`;
    for (const set of route.least) assert.notEqual(await statusWith(world, route, set), 401, `${where} with ${set}`);
    const needed = new Set(route.least.flat());
    const others = Object.keys(scopeWords).filter(
      name => name !== 'app_token' && withIncluded([name]).isDisjointFrom(needed),
    );
    assert.equal(await statusWith(world, route, others), 401, `${where} with every other scope`);
  }
});

test('a route that asks for several scopes together refuses each of them with all the others', async () => {
  await using world = await World.open();
  const routes = (await scopedRoutes(world)).filter(
    ({ least: [first = [], ...more] }) => more.length === 0 && first.length > 1,
  );
  assert.deepEqual([...new Set(routes.map(({ operation }) => operation))].toSorted(), [
    'approvals.update',
    'authorizedResources.update',
    'checks.add',
    'checks.delete',
    'checks.update',
    'definitionResources.authorize',
    'runPage.approve',
  ]);
  for (const route of routes) {
    for (const scope of route.least.flat()) {
      const without = Object.keys(scopeWords).filter(name => name !== 'app_token' && !withIncluded([name]).has(scope));
      assert.equal(await statusWith(world, route, without), 401, `${route.verb} ${route.path} without ${scope}`);
    }
  }
});

test('one scope after the other: those that are not enough for a route are refused by it', async () => {
  await using world = await World.open();
  const routes = await scopedRoutes(world);
  const samples = [...Map.groupBy(routes, ({ rule }) => JSON.stringify(rule)).values()].flatMap(
    ([first]) => first ?? [],
  );
  for (const name of Object.keys(scopeWords)) {
    for (const route of samples) {
      const status = await statusWith(world, route, [name]);
      assert.equal(status !== 401, isEnough(route, [name]), `${name} at ${route.verb} ${route.path}: ${status}`);
    }
  }
});

test('every scope that a route asks for can be given to a token', () => {
  const asked = new Set(Object.values(operations).flatMap(({ scope }) => leastScopes(scope).flat()));
  assert.deepEqual(
    [...asked].filter(scope => !(scope in scopeWords)),
    [],
  );
});
