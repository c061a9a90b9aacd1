import type { Instant } from '../base/clock.ts';
import { listedTestRuns } from '../base/limits.ts';
import { allDocuments, removeDocuments } from '../run/documents.ts';
import type { ContentRef } from '../wire/content.ts';
import type { TestPorts } from './test-store.ts';

/** A file that is kept with a test run, or with one of its results. Its bytes are among the content that runs publish. */
export type TestAttachment = {
  /** From the organization's sequence `testAttachment`. */
  readonly id: number;
  readonly testRunId: number;
  readonly resultId?: number;
  readonly name: string;
  readonly comment: string;
  readonly content: ContentRef;
  readonly createdAt: Instant;
};

const kind = 'testAttachment';

/** The files of test runs. Safe to call concurrently. */
export class TestAttachments {
  readonly #ports: TestPorts;

  constructor(ports: TestPorts) {
    this.#ports = ports;
  }

  async add(
    organization: string,
    file: Pick<TestAttachment, 'testRunId' | 'resultId' | 'name' | 'comment' | 'content'>,
  ): Promise<TestAttachment> {
    const { documents, runs, clock } = this.#ports;
    const id = await runs.allot(organization, 'testAttachment');
    const kept: TestAttachment = { ...file, id, createdAt: clock.now() };
    const ref = { kind, scope: String(file.testRunId), id: String(id) };
    await documents.write(organization, [{ ...ref, expected: 0, content: { position: id, value: kept } }]);
    return kept;
  }

  /** By id, ascending: those of the test run itself, or those of one of its results. */
  async list(organization: string, testRunId: number, resultId?: number): Promise<readonly TestAttachment[]> {
    const query = { organization, kind, scope: String(testRunId), top: listedTestRuns };
    const found = (await this.#ports.documents.list(query)).map(({ value }) => value as TestAttachment);
    return found.filter(attachment => attachment.resultId === resultId);
  }

  /** Removes one file; its content goes later. Safe to repeat. */
  async remove(organization: string, { testRunId, id }: Pick<TestAttachment, 'testRunId' | 'id'>): Promise<void> {
    const ref = { kind, scope: String(testRunId), id: String(id) };
    const found = await this.#ports.documents.get(organization, ref);
    if (found === undefined) return;
    await this.#ports.documents.write(organization, [{ ...ref, expected: found.revision, content: undefined }]);
  }

  /** Removes the files of a test run. Their content goes later, unless something else names it. Safe to repeat. */
  removeAll(organization: string, testRunId: number): Promise<void> {
    return removeDocuments(this.#ports.documents, organization, { kind, scope: String(testRunId) });
  }

  /** The hash of every chunk that a file of the organization is made of. */
  async *chunks(organization: string): AsyncIterable<string> {
    for await (const { value } of allDocuments(this.#ports.documents, organization, { kind }))
      yield* (value as TestAttachment).content.chunks;
  }

  async get(organization: string, testRunId: number, id: number): Promise<TestAttachment | undefined> {
    const found = await this.#ports.documents.get(organization, { kind, scope: String(testRunId), id: String(id) });
    return found?.value as TestAttachment | undefined;
  }
}
