import type { LogRow } from '../../run/ports/log-table.ts';
import type { TimelineRecord } from '../../run/timeline.ts';

/** The first log of a run is its expanded YAML. */
const yamlLog = 1;
const yamlFile = 'azure-pipelines-expanded.yaml';

/**
 * The names of a run's logs as files of a zip: a task's below a folder of its job, in the order of the job's tasks; a job's beside the
 * folders; the expanded YAML by itself. What would be named as another log is gets its number too.
 */
export function logFiles(
  logs: readonly LogRow[],
  timeline: readonly TimelineRecord[],
): readonly { log: LogRow; path: string }[] {
  const records = new Map(timeline.map(record => [record.id, record]));
  const byLog = new Map(timeline.flatMap(record => (record.logId === null ? [] : [[record.logId, record] as const])));
  const taken = new Set<string>();
  return logs.map(log => {
    const path = pathOf(log, byLog.get(log.id), id => records.get(id));
    const free = taken.has(path.toLowerCase()) ? path.replace(/(?=\.\w+$)/, ` (${log.id})`) : path;
    taken.add(free.toLowerCase());
    return { log, path: free };
  });
}

function pathOf(
  { id }: LogRow,
  record: TimelineRecord | undefined,
  find: (id: TimelineRecord['id']) => TimelineRecord | undefined,
): string {
  if (record === undefined) return id === yamlLog ? yamlFile : `${id}.txt`;
  const file = `${record.order ?? id}_${fileName(record.name)}.txt`;
  const parent = record.type === 'Task' && record.parentId !== null ? find(record.parentId) : undefined;
  return parent === undefined ? file : `${fileName(parent.name)}/${file}`;
}

// What no file system refuses, and no path that leads elsewhere.
function fileName(name: string): string {
  const plain = name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  return plain === '' ? '_' : plain.slice(0, 100);
}
