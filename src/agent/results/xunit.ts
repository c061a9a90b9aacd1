import type { TestOutcome } from '../../wire/test-server.ts';
import { fileName, ResultVisitor, secondsToMs } from './result-visitor.ts';
import type { XmlElement } from './xml-reader.ts';

const outcomes: Readonly<Record<string, TestOutcome>> = { pass: 'Passed', fail: 'Failed' };

/** xUnit.net 2: `assembly`s of `collection`s of `test`s; version 1 has `class`es instead of collections. */
export class XUnitVisitor extends ResultVisitor {
  #assembly = '';

  opened({ name, attributes }: XmlElement, path: readonly string[]): void {
    if (name === 'assembly') this.#assembly = fileName(attributes.name ?? '');
    if (name !== 'test' || !['collection', 'class'].includes(path.at(-2) ?? '')) return;
    const { name: title = '', type = '', method = '', result = '', time } = attributes;
    this.result = {
      title,
      name: type === '' ? title : `${type}.${method}`,
      storage: this.#assembly,
      outcome: outcomes[result.toLowerCase()] ?? 'NotExecuted',
      durationMs: secondsToMs(time),
    };
  }

  closed(name: string, text: string, path: readonly string[]): void {
    const within = path.at(-2);
    if (name === 'test') this.finish();
    else if (name === 'message' && within === 'failure') this.fault(text, '');
    else if (name === 'stack-trace' && within === 'failure') this.fault('', text);
    else if (name === 'reason') this.fault(text, '');
  }
}
