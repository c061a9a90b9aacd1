import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { wording as planWording } from '../../src/plan/wording.ts';
import { wording as templateWording } from '../../src/template/wording.ts';
import { caseNames, compileCase } from './golden.ts';

const root = join(import.meta.dirname, '..', 'golden');

/** Findings that only something large shows; limits.test.ts does. */
const ofLimits = ['job.matrix-size', 'template.too-large', 'template.file-too-large', 'template.too-many-files'];

describe('the tables of wordings', () => {
  const seen = new Set(caseNames(root).flatMap(name => compileCase(join(root, name)).findings.map(({ code }) => code)));

  test('hold nothing that no case of test/golden says', () => {
    const codes = [...Object.keys(templateWording), ...Object.keys(planWording)];
    assert.deepEqual(codes.filter(code => !seen.has(code)).sort(), ofLimits.toSorted());
  });

  test('share no code', () => {
    assert.deepEqual(
      Object.keys(planWording).filter(code => Object.hasOwn(templateWording, code)),
      [],
    );
  });
});
