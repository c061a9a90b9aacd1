import type { TestOutcome } from '../../wire/test-server.ts';
import { testOutcomeNames } from './outcome-names.ts';
import { fileName, ResultVisitor } from './result-visitor.ts';
import type { XmlElement, XmlVisitor } from './xml-reader.ts';

/** What a `.trx` file says of a test apart from its results, by the test's id. */
export type TrxDefinition = { readonly id: string; readonly name: string; readonly storage: string };

/** Reads the definitions of a `.trx` file, which stand behind the results that need them. */
export class TrxDefinitionVisitor implements XmlVisitor<TrxDefinition> {
  #finished: TrxDefinition[] = [];
  #open: { id: string; storage: string } | undefined;

  open({ name, attributes }: XmlElement): void {
    if (name === 'UnitTest') this.#open = { id: attributes.id ?? '', storage: fileName(attributes.storage ?? '') };
    if (name !== 'TestMethod' || this.#open === undefined) return;
    const { className = '', name: method = '' } = attributes;
    // The class may come with its assembly: `Ns.Class, Assembly, Version=…`.
    const [type = ''] = className.split(',', 1);
    this.#finished.push({
      ...this.#open,
      name: type === '' || method.startsWith(`${type}.`) ? method : `${type}.${method}`,
    });
  }

  text(): void {}

  close(name: string): void {
    if (name === 'UnitTest') this.#open = undefined;
  }

  take(): readonly TrxDefinition[] {
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }
}

/** The results of a `.trx` file (VSTest). Of a result with data rows, the rows count, not what they come to. */
export class TrxVisitor extends ResultVisitor {
  readonly #definitions: ReadonlyMap<string, TrxDefinition>;

  constructor(definitions: ReadonlyMap<string, TrxDefinition>) {
    super();
    this.#definitions = definitions;
  }

  opened({ name, attributes }: XmlElement): void {
    if (name !== 'UnitTestResult') return;
    const { testId = '', testName: title = '', outcome = '', duration = '', computerName } = attributes;
    const definition = this.#definitions.get(testId);
    this.result = {
      title,
      name: definition?.name ?? title,
      storage: definition?.storage ?? '',
      outcome: outcomeOf(outcome),
      durationMs: durationMs(duration),
      ...(computerName === undefined ? {} : { computerName }),
    };
  }

  closed(name: string, text: string, path: readonly string[]): void {
    if (name === 'UnitTestResult') {
      this.finish();
    } else if (path.at(-2) !== 'ErrorInfo') return;
    else if (name === 'Message') this.fault(text, '');
    else if (name === 'StackTrace') this.fault('', text);
  }
}

function outcomeOf(text: string): TestOutcome {
  return testOutcomeNames.get(text.toLowerCase()) ?? 'NotExecuted';
}

/** `hh:mm:ss.fffffff` as milliseconds. */
function durationMs(text: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}
