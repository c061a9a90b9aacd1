import type { TestOutcome } from '../../wire/test-server.ts';
import { ResultVisitor, secondsToMs } from './result-visitor.ts';
import type { XmlElement } from './xml-reader.ts';

const outcomes: Readonly<Record<string, TestOutcome>> = { passed: 'Passed', failed: 'Failed' };

/** CTest's `Test.xml`: `Test`s within `Testing`, their times and output as measurements. */
export class CTestVisitor extends ResultVisitor {
  #measurement = '';

  opened({ name, attributes }: XmlElement, path: readonly string[]): void {
    if (name === 'Test' && path.at(-2) === 'Testing' && attributes.Status !== undefined) {
      const outcome = outcomes[attributes.Status.toLowerCase()] ?? 'NotExecuted';
      this.result = { title: '', name: '', storage: '', outcome, durationMs: 0 };
    } else if (name === 'NamedMeasurement') this.#measurement = attributes.name ?? '';
    else if (name === 'Measurement') this.#measurement = 'Output';
  }

  closed(name: string, text: string, path: readonly string[]): void {
    if (this.result === undefined) return;
    const isOfTest = path.at(-2) === 'Test';
    if (name === 'Test') this.finish();
    else if (name === 'Name' && isOfTest) {
      this.result.title = text;
      this.result.name ||= text;
    } else if (name === 'FullName' && isOfTest) this.result.name = text.replace(/^\.\//, '');
    else if (name === 'Path' && isOfTest) this.result.storage = text.replace(/^\.\//, '');
    else if (name === 'Value') this.#measured(text);
  }

  #measured(text: string): void {
    if (this.result === undefined) return;
    if (this.#measurement === 'Execution Time') this.result.durationMs = secondsToMs(text);
    else if (this.#measurement === 'Output' && this.result.outcome === 'Failed')
      this.fault(text.split('\n', 1)[0] ?? '', text);
  }
}
