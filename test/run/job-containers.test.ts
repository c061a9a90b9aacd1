import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlanContainer, PlanJob } from '../../src/plan/model.ts';
import { mapHostedImages, strangeImages } from '../../src/run/hosted-images.ts';
import { imageAlone, jobContainers, needsContainers } from '../../src/run/job-containers.ts';
import { job, plan, stage, step } from './plan-builder.ts';

const linux: PlanContainer = { ...imageAlone('debian:12'), env: { A: 'b' } };

function containersOf(given: Partial<PlanJob>, variables: Record<string, string> = {}) {
  const only = job('a', given);
  const whole = plan([stage('A', [only])]);
  const resources = { ...whole.resources, containers: { Linux: linux, web: imageAlone('nginx:1') } };
  const evaluated = Object.entries(variables).map(
    ([name, value]) => [name, { value, isSecret: false, readonly: false }] as const,
  );
  return jobContainers({ ...whole, resources }, only, Object.fromEntries(evaluated), { 'build.reason': 'Manual' });
}

describe('the containers of a job', () => {
  test('are the resources that it names, in any case', () => {
    const { resources, job: own } = containersOf({ container: { alias: 'linux' } });
    assert.deepEqual({ resources, own }, { resources: { Linux: linux }, own: 'Linux' });
  });

  test('may be an image without a resource', () => {
    const { resources, job: own } = containersOf({ container: { alias: 'ubuntu:22.04' } });
    assert.deepEqual(
      { resources, own },
      { resources: { 'ubuntu:22.04': imageAlone('ubuntu:22.04') }, own: 'ubuntu:22.04' },
    );
  });

  test('may be described by the job itself', () => {
    const { resources, job: own } = containersOf({ container: linux });
    assert.deepEqual(own === undefined ? undefined : resources[own], linux);
  });

  test('may be chosen by a variable, as in a matrix', () => {
    const chosen = { alias: "$[ variables['image'] ]" };
    assert.equal(containersOf({ container: chosen }, { image: 'LINUX' }).job, 'Linux');
    assert.equal(containersOf({ container: { alias: '$(image)' } }, { image: 'alpine:3' }).job, 'alpine:3');
  });

  test('are none where a variable chooses none', () => {
    assert.equal(containersOf({ container: { alias: "$[ variables['image'] ]" } }).job, undefined);
  });

  test('are also those of services and of the targets of steps', () => {
    const {
      resources,
      services,
      job: own,
    } = containersOf({
      services: { site: { alias: 'web' } },
      steps: [step('true', { target: { container: 'linux' } }), step('true', { target: { container: 'host' } })],
    });
    assert.deepEqual(
      { names: Object.keys(resources), services, own },
      { names: ['web', 'Linux'], services: { site: 'web' }, own: undefined },
    );
  });
});

test('a plan needs an engine for a container, a service or a target, and for nothing else', () => {
  const needs = (given: Partial<PlanJob>): boolean => needsContainers(plan([stage('A', [job('a', given)])]));
  assert.deepEqual(
    [
      needs({}),
      needs({ steps: [step('true', { target: { container: 'host', commands: 'restricted' } })] }),
      needs({ container: linux }),
      needs({ services: { site: linux } }),
      needs({ steps: [step('true', { target: { container: 'linux' } })] }),
    ],
    [false, false, true, true, true],
  );
});

describe('a hosted image', () => {
  const of = (vmImage: string, given: Partial<PlanJob> = {}) =>
    plan([stage('A', [job('a', { pool: { vmImage, demands: [] }, ...given })])]);
  const containerOf = (...args: Parameters<typeof mapHostedImages>) =>
    mapHostedImages(...args).stages[0]?.jobs[0]?.container;

  test('stands for a container where one is given', () => {
    const expected = { ...imageAlone('debian:12'), pullIfMissing: true };
    assert.deepEqual(containerOf(of('ubuntu-latest'), { 'Ubuntu-Latest': 'debian:12' }), expected);
    assert.equal(containerOf(of('ubuntu-latest'), { 'ubuntu-latest': 'host' }), undefined);
    assert.equal(containerOf(of('ubuntu-latest'), { 'ubuntu-22.04': 'debian:12' }), undefined);
  });

  test('gives way to a container of the job', () => {
    assert.equal(containerOf(of('ubuntu-latest', { container: linux }), { 'ubuntu-latest': 'debian:12' }), linux);
  });

  const cases: readonly [image: string, platform: string, isStrange: boolean][] = [
    ['ubuntu-latest', 'linux', false],
    ['windows-2022', 'linux', true],
    ['macOS-14', 'linux', true],
    ['windows-latest', 'win32', false],
    ['ubuntu-latest', 'darwin', true],
    ['$(image)', 'linux', false],
    ['our-own', 'linux', false],
  ];
  for (const [image, platform, isStrange] of cases) {
    test(`${image} is ${isStrange ? '' : 'not '}strange to ${platform}`, () => {
      assert.equal(strangeImages(of(image), {}, platform).length, isStrange ? 1 : 0);
      assert.deepEqual(strangeImages(of(image), { [image]: 'host' }, platform), []);
    });
  }
});
