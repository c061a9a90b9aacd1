import type { TextOut } from '../io.ts';
import type { Palette } from '../palette.ts';
import { printable } from '../printable.ts';
import type { RunProgress } from '../run-progress.ts';
import { duration } from './duration.ts';
import { pathOf, runTitle } from './names.ts';
import { isOverdue, RunRows, type Status } from './run-rows.ts';
import { paints, summary } from './summary.ts';
import { type TreeLine, treeLines } from './tree-lines.ts';

/** How many of a failed step's last lines are shown when the run is over. */
const failureLines = 20;

const symbols: Readonly<Record<Status, string>> = {
  pending: '·',
  running: '▸',
  succeeded: '✓',
  succeededWithIssues: '!',
  failed: '✗',
  canceled: '⊘',
  skipped: '–',
  abandoned: '✗',
};

// Lines that are too long are cut by the terminal, which alone knows how wide its characters are; were they wrapped, the next frame would
// not find its beginning.
const sequences = {
  wrapOff: '\u001b[?7l',
  wrapOn: '\u001b[?7h',
  clearLine: '\u001b[K',
  clearBelow: '\u001b[J',
} as const;

/** A run on a terminal: a tree that is drawn again in place, and what came of it once it is over. Times are milliseconds. */
export class LiveView {
  readonly #out: TextOut;
  readonly #palette: Palette;
  readonly #rows = new RunRows(failureLines);
  #frame: readonly string[] = [];
  #isClosed = false;

  constructor(out: TextOut, palette: Palette) {
    this.#out = out;
    this.#palette = palette;
  }

  event(event: RunProgress, now: number): void {
    this.#rows.apply(event, now);
    if (event.type === 'message') this.#sayAbove(`${event.level}: ${printable(event.text)}\n`);
    if (event.type === 'runQueued') this.draw(now);
    if (event.type === 'runCompleted') this.close(now);
  }

  /** Draws the tree where it stood, if anything of it is different now. */
  draw(now: number): void {
    if (this.#isClosed || this.#rows.name === '') return;
    const frame = this.#lines(now);
    if (frame.join('\n') === this.#frame.join('\n')) return;
    const body = frame.map(line => `${line}${sequences.clearLine}\n`).join('');
    this.#out.write(`${sequences.wrapOff}${this.#home()}${body}${sequences.clearBelow}${sequences.wrapOn}`);
    this.#frame = frame;
  }

  /** Puts the last lines of failed steps and the summary in the tree's place. */
  close(now: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#rows.name === '') return;
    const title = this.#title(now);
    this.#sayAbove(`${title}\n${this.#failures()}${summary(this.#rows, this.#palette)}`);
  }

  #lines(now: number): readonly string[] {
    // A terminal that does not know its size says 0.
    const height = Math.max(2, (this.#out.rows || 24) - 2);
    const width = Math.max(20, this.#out.columns || 80);
    return [this.#title(now, width), ...treeLines(this.#rows, now, height).map(line => this.#paint(line, width))];
  }

  #title(now: number, width = Number.POSITIVE_INFINITY): string {
    const { startedAt, result, seconds } = this.#rows;
    const time = duration(result === undefined ? (now - startedAt) / 1000 : seconds);
    const { name, pipeline, commitMessage } = this.#rows;
    const title = printable(runTitle({ name, pipeline }));
    // What there is no room for is cut, but never the run itself.
    const message = cut(printable(commitMessage), width - title.length - time.length - 5);
    const words = commitMessage === '' || message === '…' ? title : `${title} • ${message}`;
    return `${this.#palette.bold(words)}  ${this.#palette.dim(time)}`;
  }

  #paint({ depth, status, label, time }: TreeLine, width: number): string {
    const indent = '  '.repeat(depth);
    const room = width - indent.length - 2 - (time === '' ? 0 : time.length + 2);
    const text = cut(printable(label), room);
    if (status === undefined) return `${indent}${this.#palette.dim(`  ${text}`)}`;
    const paint = this.#palette[paints[status]];
    const isQuiet = status === 'pending' || status === 'skipped';
    const head = `${indent}${paint(symbols[status])} ${isQuiet ? this.#palette.dim(text) : text}`;
    return time === '' ? head : `${head}  ${this.#palette.dim(time)}`;
  }

  #failures(): string {
    const { dim, red } = this.#palette;
    const failed = this.#rows.stages.flatMap(stage =>
      stage.jobs.flatMap(job =>
        job.steps
          .filter(step => step.status === 'failed' || isOverdue(step, job))
          .map(step => ({ path: pathOf(stage.label, job.label, step.label), step })),
      ),
    );
    return failed
      .map(({ path, step }) => {
        const lines = step.tail.map(line => `${dim('  │')} ${printable(line)}\n`).join('');
        return `\n${red(`${symbols.failed} ${printable(path)}`)}\n${lines}`;
      })
      .join('');
  }

  #sayAbove(text: string): void {
    this.#out.write(`${this.#home()}${sequences.clearBelow}${text}`);
    this.#frame = [];
  }

  #home(): string {
    return this.#frame.length === 0 ? '' : `\r\u001b[${this.#frame.length}A`;
  }
}

function cut(text: string, room: number): string {
  const characters = Array.from(text);
  return characters.length <= room ? text : `${characters.slice(0, Math.max(0, room - 1)).join('')}…`;
}
