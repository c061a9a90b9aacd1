import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GroupCommit } from '../../src/store/sql/group-commit.ts';
import { many } from '../conformance/samples.ts';

type Item = { readonly key: string; readonly number: number };

/** A group commit that notes its groups and fails any that holds `faulty`. */
function start({ largestGroup = 100, faulty = -1 } = {}) {
  const groups: number[][] = [];
  const commits = new GroupCommit<Item, number>({
    keyOf: item => item.key,
    largestGroup,
    commit: async items => {
      const numbers = items.map(item => item.number);
      groups.push(numbers);
      await Promise.resolve();
      if (numbers.includes(faulty)) throw new Error(`${faulty} is faulty`);
      return numbers.map(number => 10 * number);
    },
  });
  return { groups, commits };
}

function item(number: number, key = `${number}`): Item {
  return { key, number };
}

describe('a group commit', () => {
  test('takes together what is submitted together, and answers each', async () => {
    const { groups, commits } = start();
    assert.deepEqual(await Promise.all([1, 2, 3].map(n => commits.submit(item(n)))), [10, 20, 30]);
    assert.deepEqual(groups, [[1, 2, 3]]);
  });

  test('takes together what is submitted while it commits', async () => {
    const { groups, commits } = start();
    const later = commits.submit(item(1)).then(() => Promise.all([2, 3].map(n => commits.submit(item(n)))));
    assert.deepEqual(await later, [20, 30]);
    assert.deepEqual(groups, [[1], [2, 3]]);
  });

  test('keeps items of one key apart, and in order', async () => {
    const { groups, commits } = start();
    const items = [item(1, 'a'), item(2, 'b'), item(3, 'a'), item(4, 'a'), item(5, 'c'), item(6, 'b')];
    await Promise.all(items.map(one => commits.submit(one)));
    assert.deepEqual(groups, [[1, 2, 5], [3, 6], [4]]);
  });

  test('makes no group larger than allowed', async () => {
    const { groups, commits } = start({ largestGroup: 4 });
    await Promise.all(many(10, n => commits.submit(item(n))));
    assert.deepEqual(groups, [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });

  test('commits one by one what failed together, so that only the faulty item fails', async () => {
    const { groups, commits } = start({ faulty: 2 });
    const outcomes = await Promise.allSettled([1, 2, 3].map(n => commits.submit(item(n))));
    assert.deepEqual(
      outcomes.map(outcome => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason))),
      [10, 'Error: 2 is faulty', 30],
    );
    assert.deepEqual(groups, [[1, 2, 3], [1], [2], [3]]);
    assert.equal(await commits.submit(item(4)), 40);
  });

  test('is drained when everything is settled, faults too', async () => {
    const { groups, commits } = start({ faulty: 1 });
    const submitted = Promise.allSettled(many(3, n => commits.submit(item(n, 'same'))));
    await commits.drain();
    assert.equal(groups.length, 3);
    await submitted;
    await commits.drain();
  });
});
