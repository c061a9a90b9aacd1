import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRunNumber, numberPattern, runNumberMaxChars } from '../../src/run/run-number.ts';

const facts = {
  at: Date.UTC(2024, 1, 9, 4, 5, 6, 78),
  runId: 41,
  pipelineName: 'ci',
  projectName: 'Contoso',
  branchName: 'main',
  variables: new Map([['major', '3']]),
};

const formats: readonly (readonly [format: string, number: string])[] = [
  ['$(Date:yyyyMMdd).$(Rev:r)', '20240209.7'],
  ['$(Date:yyyyMMdd)$(Rev:.r)', '20240209.7'],
  ['$(Date:MMM d, yy HHmmss)', 'Feb 9, 24 040506'],
  ['$(Date:dddd)', 'Friday'],
  ['r$(Rev:rrr)', 'r007'],
  ['$(Rev:.rr)', '.07'],
  ['$(Year:yyyy)-$(Month)-$(DayOfMonth)-$(DayOfYear)', '2024-2-9-40'],
  ['$(Hours).$(Minutes).$(Seconds)', '4.5.6'],
  ['$(BuildID) $(Build.BuildId)', '41 41'],
  ['$(BuildDefinitionName)_$(Build.DefinitionName)', 'ci_ci'],
  ['$(TeamProject)-$(SourceBranchName)', 'Contoso-main'],
  ['$(Major).$(unknown).$(open', '3.$(unknown).$(open'],
  ['plain', 'plain'],
];

for (const [format, number] of formats) {
  test(`the format ${format} gives ${number}`, () =>
    assert.equal(numberPattern(format, facts).withRevision(7), number));
}

test('the revision counts within everything around it, and a format without one has no key', () => {
  const later = { ...facts, runId: 99 };
  assert.equal(numberPattern('a$(Rev:r)b', facts).revisionKey, numberPattern('a$(Rev:r)b', later).revisionKey);
  assert.notEqual(
    numberPattern('a$(Rev:r)b', facts).revisionKey,
    numberPattern('$(BuildId)$(Rev:r)', facts).revisionKey,
  );
  assert.equal(numberPattern('a', facts).revisionKey, undefined);
});

test('a run number has no forbidden character, no dot at its end, and a limited length', () => {
  for (const bad of [
    '',
    'a.',
    'a/b',
    'a\\b',
    'a:b',
    'a"b',
    '<a>',
    'a|b',
    'a?',
    'a@b',
    'a*',
    'a'.repeat(runNumberMaxChars + 1),
  ])
    assert.equal(isRunNumber(bad), false, bad);
  for (const good of ['1', 'a b', '1.2.3', 'ä', 'a'.repeat(runNumberMaxChars)])
    assert.equal(isRunNumber(good), true, good);
});
