import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Stores } from '../../src/run/ports/stores.ts';
import type { TokenRow } from '../../src/run/ports/token-store.ts';
import { hostileTexts, organization } from './samples.ts';

/** What every `TokenStore` keeps. `open` makes empty stores. */
export function tokenStoreConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the TokenStore contract`, () => {
    test('a token is found by its hash, in its organization', async () => {
      await using stores = await open();
      const { tokens } = stores;
      const named = token('a', { name: hostileTexts.join(), expiresAt: 9 });
      await tokens.add(organization, named);
      assert.deepEqual(await tokens.find(organization, named.hash), named);
      assert.equal(await tokens.find(organization, token('b').hash), undefined);
      assert.equal(await tokens.find('other', named.hash), undefined);
    });

    test('a token that is added again replaces the former', async () => {
      await using stores = await open();
      await stores.tokens.add(organization, token('a', { expiresAt: 9 }));
      await stores.tokens.add(organization, token('a', { name: 'new' }));
      assert.deepEqual(await stores.tokens.list(organization), [token('a', { name: 'new' })]);
    });

    test('a token is changed while it is there, and not brought back', async () => {
      await using stores = await open();
      const { tokens } = stores;
      await tokens.add(organization, token('a', { expiresAt: 9 }));
      const changed = token('a', { name: 'new' });
      assert.equal(await tokens.change('other', changed), false);
      assert.equal(await tokens.change(organization, changed), true);
      assert.deepEqual(await tokens.list(organization), [changed]);
      await tokens.remove(organization, changed.hash);
      assert.equal(await tokens.change(organization, changed), false);
      assert.deepEqual(await tokens.list(organization), []);
    });

    test('tokens are listed from the oldest on', async () => {
      await using stores = await open();
      const [old, middle, young] = [3, 5, 7].map(createdAt => token(`${createdAt}`, { createdAt }));
      assert.ok(old !== undefined && middle !== undefined && young !== undefined);
      for (const one of [middle, young, old]) await stores.tokens.add(organization, one);
      assert.deepEqual(await stores.tokens.list(organization), [old, middle, young]);
      assert.deepEqual(await stores.tokens.list('other'), []);
    });

    test('a removed token is gone', async () => {
      await using stores = await open();
      const { tokens } = stores;
      await tokens.add(organization, token('a'));
      await tokens.remove('other', token('a').hash);
      assert.deepEqual(await tokens.find(organization, token('a').hash), token('a'));
      for (const _ of [1, 2]) await tokens.remove(organization, token('a').hash);
      assert.equal(await tokens.find(organization, token('a').hash), undefined);
    });
  });
}

function token(text: string, changes: Partial<TokenRow> = {}): TokenRow {
  return {
    hash: createHash('sha256').update(text).digest('hex'),
    name: text,
    identity: { id: 'dddddddd-0000-4000-8000-000000000001', displayName: 'Sam', uniqueName: 'sam' },
    scopes: ['vso.build', 'vso.code'],
    createdAt: 5,
    expiresAt: undefined,
    ...changes,
  };
}
