/** Something that is done again and again: at intervals, and at once when it is asked for. */
export type BackgroundJob = {
  /** What failed, for whoever runs the server: `looking for pushes`. */
  readonly name: string;
  readonly everyMs: number;
  /** How long after it was woken it begins, in milliseconds, so that what comes meanwhile is done with it. Default: at once. */
  readonly gatherMs?: number;
  readonly run: () => Promise<void>;
};

/** Told of what failed without a client to be told: `looking for pushes failed`, and with what, unless the message says it. */
export type ReportFailure = (message: string, error?: unknown) => void;

/** Does a job at intervals and when it is woken, never twice at once. A failure is reported, and the job done again next time. */
export class Background implements AsyncDisposable {
  readonly #job: BackgroundJob;
  readonly #report: ReportFailure;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #isAskedAgain = false;
  #isOver = false;

  constructor(job: BackgroundJob, report: ReportFailure) {
    this.#job = job;
    this.#report = report;
    this.#timer = setInterval(() => this.#begin(), job.everyMs);
  }

  /** Does the job soon, or once more when it is being done. */
  wake(): void {
    const { gatherMs } = this.#job;
    if (gatherMs === undefined) this.#begin();
    else if (!this.#isOver) this.#gathering ??= setTimeout(() => this.#begin(), gatherMs);
  }

  #begin(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#isOver) return;
    if (this.#running !== undefined) {
      this.#isAskedAgain = true;
      return;
    }
    this.#isAskedAgain = false;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isAskedAgain) this.wake();
    });
  }

  /** Does the job after whatever is being done, and resolves when it is done. */
  async now(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    this.wake();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearInterval(this.#timer);
    clearTimeout(this.#gathering);
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      await this.#job.run();
    } catch (error) {
      this.#report(`${this.#job.name} failed`, error);
    }
  }
}
