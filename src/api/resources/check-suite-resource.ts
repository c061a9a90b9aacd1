import { typeOf } from '../../resources/check-types.ts';
import { type CheckSuite, checkStatus, suiteCompletedAt, suiteStatus } from '../../run/check-suite.ts';
import type { Check } from '../../run/checks.ts';

import type { CheckRun, CheckSuite as WireSuite } from '../../wire/check-suites.ts';
import { dateText } from './dates.ts';

type Shown = { readonly base: string; readonly projectId: string; readonly withResources: boolean };

/** A suite of checks. */
export function checkSuiteResource(shown: Shown, suite: CheckSuite & { readonly context?: unknown }): WireSuite {
  const status = suiteStatus(suite);
  const completedAt = suiteCompletedAt(suite);
  const href = `${shown.base}/${shown.projectId}/_apis/pipelines/checks/runs/${suite.id}`;
  return {
    id: suite.id,
    ...(suite.context === undefined ? {} : { context: suite.context }),
    status,
    message: messageOf(suite, status),
    ...(completedAt === undefined ? {} : { completedDate: dateText(completedAt) }),
    checkRuns: suite.checks.map(check => checkRun(shown, check)),
    _links: { self: { href } },
  };
}

function checkRun({ base, projectId, withResources }: Shown, state: CheckSuite['checks'][number]): CheckRun {
  const { id, check } = state;
  const { resource } = check;
  const named = resource.name === '' ? {} : { name: resource.name };
  return {
    id,
    status: checkStatus(state),
    ...(state.state === 'completed' ? { resultMessage: wordsOf(check, state.outcome) } : {}),
    ...(state.state === 'pending' ? {} : { createdDate: dateText(state.since) }),
    ...(state.state === 'completed' ? { completedDate: dateText(state.at) } : {}),
    checkConfigurationRef: {
      id: Number(check.id),
      type: { ...typeOf(check) },
      url: `${base}/${projectId}/_apis/pipelines/checks/configurations/${check.id}`,
      ...(withResources ? { resource: { type: resource.type, id: resource.id, ...named } } : {}),
    },
  };
}

function messageOf({ checks }: CheckSuite, status: WireSuite['status']): string {
  if (checks.length === 0) return 'There are no checks on the resources.';
  return `The checks are ${status === 'timedOut' ? 'timed out' : status}.`;
}

const subjects: Readonly<Record<Check['kind'], string>> = {
  approval: 'The approval',
  businessHours: 'The check of business hours',
  branchControl: 'The check of the branch',
  requiredTemplate: 'The check of the required template',
  call: 'The check that calls something',
  exclusiveLock: 'The exclusive lock',
};

function wordsOf({ kind }: Check, outcome: string): string {
  return `${subjects[kind]} ${outcome === 'timedOut' ? 'timed out' : `was ${outcome}`}.`;
}
