import type { TestOutcome } from '../../wire/test-server.ts';
import { fileName, ResultVisitor, secondsToMs } from './result-visitor.ts';
import type { XmlElement } from './xml-reader.ts';

/** What both versions of NUnit say of a test; what is not here is `NotExecuted`. */
const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: 'Passed',
  success: 'Passed',
  failed: 'Failed',
  failure: 'Failed',
  error: 'Failed',
  inconclusive: 'Inconclusive',
  warning: 'Warning',
};

/** NUnit 3 (`test-run`) and 2 (`test-results`): suites, at any depth, of `test-case`s. */
export class NUnitVisitor extends ResultVisitor {
  #assembly = '';

  opened({ name, attributes }: XmlElement): void {
    if (name === 'test-suite' && attributes.type === 'Assembly') this.#assembly = fileName(attributes.name ?? '');
    if (name === 'test-results') this.#assembly = fileName(attributes.name ?? '');
    if (name !== 'test-case') return;
    const { name: own = '', fullname = own, result, executed, success, duration, time } = attributes;
    this.result = {
      title: own,
      name: fullname,
      storage: this.#assembly,
      outcome: outcomeOf(result, executed, success),
      durationMs: secondsToMs(duration ?? time),
    };
  }

  closed(name: string, text: string, path: readonly string[]): void {
    const isOfCase = path.at(-3) === 'test-case';
    if (name === 'test-case') this.finish();
    else if (name === 'message' && isOfCase) this.fault(text, '');
    else if (name === 'stack-trace' && isOfCase) this.fault('', text);
  }
}

/** The oldest files have no `result`, but whether a test ran and whether it went well. */
function outcomeOf(result: string | undefined, executed: string | undefined, success: string | undefined): TestOutcome {
  if (result !== undefined) return outcomes[result.toLowerCase()] ?? 'NotExecuted';
  if (executed?.toLowerCase() === 'false') return 'NotExecuted';
  return success?.toLowerCase() === 'false' ? 'Failed' : 'Passed';
}
