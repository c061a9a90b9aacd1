import { ResultVisitor, secondsToMs } from './result-visitor.ts';
import type { XmlElement } from './xml-reader.ts';

/** JUnit, in what its many writers have in common: `testsuite`s, at any depth, of `testcase`s. */
export class JUnitVisitor extends ResultVisitor {
  readonly #suites: string[] = [];

  opened({ name, attributes }: XmlElement): void {
    switch (name) {
      case 'testsuite':
        this.#suites.push(attributes.name ?? '');
        break;
      case 'testcase': {
        const { name: title = '', classname = '' } = attributes;
        const storage = classname || this.#suites.at(-1) || '';
        const fullName = classname === '' ? title : `${classname}.${title}`;
        this.result = { title, name: fullName, storage, outcome: 'Passed', durationMs: secondsToMs(attributes.time) };
        break;
      }
      case 'failure':
      case 'error':
        if (this.result === undefined) break;
        this.result.outcome = 'Failed';
        this.fault(attributes.message ?? '', '');
        break;
      case 'skipped':
        if (this.result === undefined) break;
        if (this.result.outcome === 'Passed') this.result.outcome = 'NotExecuted';
        this.fault(attributes.message ?? '', '');
        break;
      default:
    }
  }

  closed(name: string, text: string): void {
    if (name === 'testsuite') this.#suites.pop();
    else if (name === 'testcase') this.finish();
    else if (name === 'failure' || name === 'error') this.fault(text.split('\n', 1)[0] ?? '', text);
    else if (name === 'skipped') this.fault(text, '');
  }
}
