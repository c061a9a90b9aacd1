import { createReadStream } from 'node:fs';
import type { TestResult } from '../../wire/test-server.ts';
import { CTestVisitor } from './ctest.ts';
import { JUnitVisitor } from './junit.ts';
import { NUnitVisitor } from './nunit.ts';
import { type TrxDefinition, TrxDefinitionVisitor, TrxVisitor } from './trx.ts';
import { readXml } from './xml-reader.ts';
import { XUnitVisitor } from './xunit.ts';

/** The formats of result files, by the name that the task has for them, in lower case. */
const formats: Readonly<Record<string, (file: string) => AsyncIterable<TestResult>>> = {
  junit: file => readXml(createReadStream(file), new JUnitVisitor()),
  nunit: file => readXml(createReadStream(file), new NUnitVisitor()),
  xunit: file => readXml(createReadStream(file), new XUnitVisitor()),
  vstest: readTrx,
  ctest: file => readXml(createReadStream(file), new CTestVisitor()),
};

/** Reads a file of results as they come; throws an `XmlFault` for one that is no XML. `undefined` when there is no such format. */
export function resultReader(format: string): ((file: string) => AsyncIterable<TestResult>) | undefined {
  const key = format.toLowerCase();
  return Object.hasOwn(formats, key) ? formats[key] : undefined;
}

/** Read twice: a test's full name stands behind its results. */
async function* readTrx(file: string): AsyncIterable<TestResult> {
  const definitions = new Map<string, TrxDefinition>();
  for await (const definition of readXml(createReadStream(file), new TrxDefinitionVisitor()))
    definitions.set(definition.id, definition);
  yield* readXml(createReadStream(file), new TrxVisitor(definitions));
}
