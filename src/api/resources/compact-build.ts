import type { Build } from '../../wire/builds.ts';

/** A completed build as hooks of the first version tell of it: its result is called its status. */
export function compactBuild(build: Build): object {
  const { uri, id, buildNumber, url, startTime, finishTime, reason, result, sourceVersion } = build;
  const { definition, queue, requestedFor, lastChangedBy } = build;
  return {
    uri,
    id,
    buildNumber,
    url,
    startTime,
    finishTime,
    reason,
    status: result === 'canceled' ? 'stopped' : result,
    sourceGetVersion: sourceVersion,
    lastChangedBy,
    retainIndefinitely: build.keepForever ?? false,
    definition: { id: definition.id, name: definition.name, url: definition.url },
    ...(queue === undefined ? {} : { queue: { id: queue.id, name: queue.name } }),
    requests: [{ id, url, requestedFor }],
  };
}
