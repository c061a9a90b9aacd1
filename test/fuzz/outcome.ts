import assert from 'node:assert/strict';
import type { Finding, SourceFiles } from '../../src/base/finding.ts';
import type { Compilation } from '../../src/plan/compilation.ts';
import { compileText, type Files, findingLines } from '../plan/compiling.ts';

/** Compiles twice, and checks what holds for every compilation. */
export function compileSoundly(files: Files): Compilation {
  const compilation = compileText(files);
  checkSound(compilation);
  const again = compileText(files);
  assert.deepEqual(findingLines(again), findingLines(compilation));
  assert.equal(again.finalYaml, compilation.finalYaml);
  return compilation;
}

function checkSound({ findings, files, plan, finalYaml, sourceMap }: Compilation): void {
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  assert.equal(finalYaml === undefined, hasErrors, 'finalYaml is there exactly when no finding is an error');
  assert.equal(plan === undefined, hasErrors, 'the plan is there exactly when no finding is an error');
  for (const finding of findings) checkPlaces(finding, files);
  if (finalYaml !== undefined) assert.equal(sourceMap.length, finalYaml.split('\n').length - 1);
}

/** Every place that a finding has is inside a file that was read. */
function checkPlaces({ at, via, about, message }: Finding, files: SourceFiles): void {
  assert.notEqual(message, '');
  for (const place of [at, about, ...via]) {
    if (place === undefined || !('start' in place)) continue;
    const text = files.get(place.file)?.text;
    assert.ok(text !== undefined, `${message}: no file ${place.file}`);
    const isInside = 0 <= place.start && place.start <= place.end && place.end <= text.length;
    assert.ok(isInside, `${message}: ${place.start} to ${place.end} of ${text.length}`);
  }
}

/** What the service prints and does not take, or reads as something else when it is given back. */
const outputOnly =
  /^ *(trigger|pr):\n *enabled: (true|false)$|\$\{\{|^parameters:$|name: (''|"")$|^ *(ref|version|branch|tag):/m;

/** finalYaml compiles, and to itself. */
export function checkFixedPoint({ finalYaml }: Compilation): void {
  if (finalYaml === undefined || outputOnly.test(finalYaml)) return;
  const again = compileText(finalYaml);
  assert.deepEqual(findingLines(again), [], finalYaml);
  assert.equal(again.finalYaml, finalYaml);
}
