import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopeWords } from '../../src/access/scopes.ts';
import { type OperationName, operations, withIncluded } from '../../src/api/http/operations.ts';
import { type DescribedOperation, describedOperations, requestOf } from './support/described.ts';
import { basic, World } from './support/world.ts';

/** Every route that asks for a scope, in every world anew made by its name: whoever adds a route adds nothing here. */
async function scopedRoutes(world: World): Promise<readonly (DescribedOperation & { readonly scope: string })[]> {
  const found = await describedOperations(world);
  return found.flatMap(route => {
    const { scope } = operations[route.operationId as OperationName];
    return scope === 'public' || scope === 'any' ? [] : [{ ...route, scope }];
  });
}

async function statusWith(world: World, route: DescribedOperation, token: string): Promise<number> {
  const { method, path, body } = requestOf(route);
  const answer = await world.call(method, `/${path}`, { authorization: basic(token), body });
  return answer.statusCode;
}

test('every route lets in its least scope, and refuses all the scopes that do not include it', async () => {
  await using world = await World.open();
  const routes = await scopedRoutes(world);
  assert.ok(routes.length > 80, `only ${routes.length} routes ask for a scope`);
  for (const route of routes) {
    const where = `${route.verb} ${route.path}`;
    const others = Object.keys(scopeWords).filter(
      name => name !== 'app_token' && !withIncluded([name]).has(route.scope),
    );
    await world.addToken(`least ${route.scope}`, [route.scope]);
    await world.addToken(`others ${route.scope}`, others);
    assert.notEqual(await statusWith(world, route, `least ${route.scope}`), 401, `${where} with ${route.scope}`);
    assert.equal(await statusWith(world, route, `others ${route.scope}`), 401, `${where} with every other scope`);
  }
});

test('one scope after the other: those that do not include the one of a route are refused by it', async () => {
  await using world = await World.open();
  const routes = await scopedRoutes(world);
  const samples = [...Map.groupBy(routes, ({ scope }) => scope).values()].flatMap(([first]) => first ?? []);
  for (const name of Object.keys(scopeWords)) {
    await world.addToken(name, [name]);
    for (const route of samples) {
      const isIn = name === 'app_token' || withIncluded([name]).has(route.scope);
      const status = await statusWith(world, route, name);
      assert.equal(status !== 401, isIn, `${name} at ${route.verb} ${route.path}: ${status}`);
    }
  }
});

test('every scope that a route asks for can be given to a token', () => {
  const asked = new Set(Object.values(operations).map(({ scope }) => scope));
  const unknown = [...asked].filter(scope => scope !== 'any' && scope !== 'public' && !(scope in scopeWords));
  assert.deepEqual(unknown, []);
});
