import type { Attachment } from '../../run/attachments.ts';
import type { LogRow } from '../../run/ports/log-table.ts';
import type { TimelineRecord } from '../../run/timeline.ts';

/** The first log of a run is its expanded YAML. */
const yamlLog = 1;
const yamlFile = 'azure-pipelines-expanded.yaml';

/** Attachments that go with the logs of a run: a file that a step uploads, and a log of its own. */
export const attachedTypes = ['DistributedTask.Core.FileAttachment', 'DistributedTask.Core.Log'] as const;

/** The names of attached files in the zip: below a folder that is named as the log of their step. */
export function attachedFiles(
  attachments: readonly Attachment[],
  timeline: readonly TimelineRecord[],
): readonly { attachment: Attachment; path: string }[] {
  const records = new Map(timeline.map(record => [String(record.id), record]));
  return attachments.map(attachment => {
    const record = records.get(attachment.recordId);
    const folder = record === undefined ? 'Attachments' : recordPath(record, id => records.get(id));
    return { attachment, path: `${folder}/${fileName(attachment.name)}` };
  });
}

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
  return `${recordPath(record, find)}.txt`;
}

function recordPath(record: TimelineRecord, find: (id: TimelineRecord['id']) => TimelineRecord | undefined): string {
  const name = `${record.order ?? record.logId ?? 0}_${fileName(record.name)}`;
  const parent = record.type === 'Task' && record.parentId !== null ? find(record.parentId) : undefined;
  return parent === undefined ? name : `${fileName(parent.name)}/${name}`;
}

// What no file system refuses, and no path that leads elsewhere.
function fileName(name: string): string {
  const plain = name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  return plain === '' ? '_' : plain.slice(0, 100);
}
