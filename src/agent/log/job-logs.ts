import type { FeedLines, NewLog } from '../../wire/agent-server.ts';
import type { Masker } from '../mask.ts';
import { DirectFeed, type LineTaker } from './direct-feed.ts';
import type { LineFeed } from './line-feed.ts';
import { feedDrainLines, LiveFeed } from './live-feed.ts';
import { type LogDestination, LogUpload } from './log-upload.ts';
import { NewLogs } from './new-logs.ts';
import { RecordLog } from './record-log.ts';

/** A step's log is sent when this much waits, and at every pulse. */
const stepHoldBytes = 256 * 1024;

/** The job's log holds what its steps' logs hold too: unless it is long it is sent, and numbered, last. */
const jobHoldBytes = 1024 * 1024;

/** Where the logs of a job go: the server's calls of its plan. */
type LogCalls = {
  createLogs(logs: readonly NewLog[]): Promise<readonly { readonly id: number }[]>;
  appendLog(logId: number, bytes: Uint8Array, lineCount: number): Promise<void>;
};

export type JobLogsOptions = {
  readonly jobId: string;
  readonly masker: Masker;
  readonly destination: LogCalls;
  readonly sendFeed: (feed: FeedLines) => Promise<void>;
  /** Gets every line instead of `sendFeed`, which gets as many as can be watched. */
  readonly takeLines: LineTaker | undefined;
  /** Whether the job's log repeats the lines of its steps. */
  readonly repeatSteps: boolean;
};

/** The log of a record that is being written. */
export type OpenLog = {
  readonly log: RecordLog;
  /** Sends the rest. Throws what the server answered when it could not be sent. */
  close(): Promise<void>;
};

/** All logs of one job. */
export class JobLogs {
  /** The job's own lines; the lines of its records are copied behind them unless they are not to be repeated. */
  readonly job: RecordLog;
  readonly #options: JobLogsOptions;
  readonly #newLogs: NewLogs;
  readonly #jobUpload: LogUpload;
  readonly #feeds = new Set<LineFeed>();
  readonly #uploads = new Set<LogUpload>();

  constructor(options: JobLogsOptions) {
    this.#options = options;
    this.#newLogs = new NewLogs(logs => options.destination.createLogs(logs), { holdBytes: stepHoldBytes });
    this.#jobUpload = this.#upload(options.jobId, jobHoldBytes);
    const feed = this.#feed(options.jobId);
    this.#feeds.add(feed);
    this.job = new RecordLog({ masker: options.masker, uploads: [this.#jobUpload], feed });
  }

  /** `onBegun` is told the log's id once its first lines are kept. */
  open(recordId: string, onBegun: (id: number) => void): OpenLog {
    const upload = this.#upload(recordId, stepHoldBytes, onBegun);
    const feed = this.#feed(recordId);
    this.#uploads.add(upload);
    this.#feeds.add(feed);
    const uploads = this.#options.repeatSteps ? [upload, this.#jobUpload] : [upload];
    const log = new RecordLog({ masker: this.#options.masker, uploads, feed });
    return {
      log,
      close: async () => {
        this.#uploads.delete(upload);
        this.#feeds.delete(feed);
        // The log comes first: logs are numbered in the order of their steps, however many live lines a step still has. One that is new goes with the
        // next pulse.
        await Promise.all([closeUpload(upload), feed.pass(feedDrainLines)]);
      },
    };
  }

  /** Sends what has come since the last pulse. */
  pulse(): void {
    for (const upload of this.#uploads) upload.send();
    this.#newLogs.send();
    for (const feed of this.#feeds) void feed.pass();
  }

  /** Sends the rest of all logs, the job's last; answers its id. Throws what the server answered when it could not be sent. */
  closeJob(): Promise<number | undefined> {
    const closing = closeUpload(this.#jobUpload);
    this.#newLogs.end();
    return closing;
  }

  #upload(recordId: string, holdBytes: number, onBegun: (id: number) => void = () => {}): LogUpload {
    const { destination } = this.#options;
    const calls: LogDestination = {
      createLog: log => this.#newLogs.add(log),
      appendLog: (id, bytes, lineCount) => destination.appendLog(id, bytes, lineCount),
    };
    return new LogUpload(calls, { path: `logs\\${recordId}`, holdBytes, onBegun });
  }

  #feed(stepId: string): LineFeed {
    const { takeLines } = this.#options;
    if (takeLines !== undefined) return new DirectFeed(stepId, takeLines);
    return new LiveFeed({ recordId: this.#options.jobId, stepId }, this.#options.sendFeed);
  }
}

async function closeUpload(upload: LogUpload): Promise<number | undefined> {
  const id = await upload.close();
  if (upload.failure !== undefined) throw upload.failure;
  return id;
}
