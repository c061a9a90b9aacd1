import type { Pipeline } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { buildResultOf } from './build-resource.ts';
import { xmlText } from './xml-text.ts';

/** A pipeline with what a monitor shows of it. */
export type MonitoredPipeline = {
  readonly pipeline: Pipeline;
  /** Where people look at it. */
  readonly webUrl: string;
  readonly latest: RunRow | undefined;
  readonly latestCompleted: RunRow | undefined;
};

/** The feed that CCTray began with: https://cctray.org/v1. A pipeline that is not run yet is `Sleeping` and `Unknown`. */
export function cctrayFeed(pipelines: readonly MonitoredPipeline[]): string {
  const projects = pipelines.map(each => `  <Project${attributesOf(each)}/>\n`);
  return `<?xml version="1.0" encoding="utf-8"?>\n<Projects>\n${projects.join('')}</Projects>\n`;
}

function attributesOf({ pipeline, webUrl, latest, latestCompleted }: MonitoredPipeline): string {
  const { folder, name } = pipeline;
  const attributes: Readonly<Record<string, string | undefined>> = {
    name: folder === '\\' ? name : `${folder.slice(1)}\\${name}`,
    activity: latest !== undefined && latest.state !== 'completed' ? 'Building' : 'Sleeping',
    lastBuildStatus: statusOf(latestCompleted),
    lastBuildLabel: latestCompleted?.name,
    lastBuildTime: timeOf(latestCompleted),
    webUrl,
  };
  return Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${xmlText(value)}"`]))
    .join('');
}

function statusOf(run: RunRow | undefined): 'Success' | 'Failure' | 'Exception' | 'Unknown' {
  switch (run && buildResultOf(run)) {
    case 'succeeded':
    case 'partiallySucceeded':
      return 'Success';
    case 'failed':
      return 'Failure';
    case 'canceled':
      return 'Exception';
    default:
      return 'Unknown';
  }
}

// Monitors read no fractions of seconds.
function timeOf(run: RunRow | undefined): string | undefined {
  return run?.finishedAt === undefined ? undefined : `${new Date(run.finishedAt).toISOString().slice(0, 19)}Z`;
}
