import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findingLines } from '../plan/compiling.ts';
import { forAll } from './budget.ts';
import { corpus } from './corpus.ts';
import { mutated } from './mutations.ts';
import { checkFixedPoint, compileSoundly } from './outcome.ts';
import { pipelineFiles } from './random-pipelines.ts';

const pipelines = corpus();

describe('pipelines like those of people', () => {
  test('compile, and to themselves', () => {
    for (const files of pipelines.slice(0, 4)) {
      const compilation = compileSoundly(files);
      assert.deepEqual(findingLines(compilation), []);
      checkFixedPoint(compilation);
    }
  });

  test('with changes anywhere they compile or are refused at a place', () => {
    forAll(mutated(pipelines), 3_000, files => checkFixedPoint(compileSoundly(files)));
  });
});

describe('random pipelines', () => {
  test('of the right shape, with expressions and templates anywhere', () => {
    forAll(pipelineFiles, 3_000, files => checkFixedPoint(compileSoundly(files)));
  });

  test('of any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'a:-#[]{},\'"|>&*!%@` \n\t?${}()'), maxLength: 60 }),
    );
    forAll(text, 5_000, yaml => compileSoundly({ 'azure-pipelines.yml': yaml }));
  });
});
