import { testTextChars } from '../../base/limits.ts';
import type { TestOutcome, TestResult } from '../../wire/test-server.ts';
import type { XmlElement, XmlVisitor } from './xml-reader.ts';

/** A result while its element is open. */
export type OpenResult = {
  title: string;
  name: string;
  storage: string;
  outcome: TestOutcome;
  durationMs: number;
  errorMessage?: string;
  stackTrace?: string;
  computerName?: string;
};

/** What the readers of all formats share: the result that is open, and the text of the element that is. */
export abstract class ResultVisitor implements XmlVisitor<TestResult> {
  /** The result whose element is open. */
  protected result: OpenResult | undefined;
  #finished: TestResult[] = [];
  #texts: string[] = [];

  abstract opened(element: XmlElement, path: readonly string[]): void;
  /** `text` is what stood in the element itself. */
  abstract closed(name: string, text: string, path: readonly string[]): void;

  open(element: XmlElement, path: readonly string[]): void {
    this.#texts.push('');
    this.opened(element, path);
  }

  text(text: string): void {
    const before = this.#texts.pop() ?? '';
    // What is longer is cut when it is kept, and must not pile up before.
    this.#texts.push(before.length > testTextChars ? before : before + text);
  }

  close(name: string, path: readonly string[]): void {
    this.closed(name, (this.#texts.pop() ?? '').trim(), path);
  }

  take(): readonly TestResult[] {
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** The open result is complete. */
  protected finish(): void {
    if (this.result !== undefined) this.#finished.push(this.result);
    this.result = undefined;
  }

  /** What went wrong with the open result, where nothing was said before. */
  protected fault(message: string, stackTrace: string): void {
    if (this.result === undefined) return;
    if (message !== '') this.result.errorMessage ??= message;
    if (stackTrace !== '') this.result.stackTrace ??= stackTrace;
  }
}

/** A duration in seconds as milliseconds; nothing sensible is 0. Commas separate thousands, as some writers have it. */
export function secondsToMs(text: string | undefined): number {
  const seconds = Number((text ?? '').replaceAll(',', ''));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

/** The last part of a path, be it of this system or of another. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
