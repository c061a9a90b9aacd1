import { documentTries } from '../base/limits.ts';
import type { Document, DocumentStore } from './ports/document-store.ts';
import { Turns } from './turns.ts';

const readAtOnce = 1_000;

/** The turns of those who change documents of a store. */
const turns = new WeakMap<DocumentStore, Turns>();

/**
 * Calls `attempt` until it answers something; `undefined` says that somebody else was faster. `what` names the thing that is changed: within this process
 * one change of it follows the other, so that only other servers can be faster. Throws when they are each time.
 */
export function changeInTurn<Made>(
  documents: DocumentStore,
  what: string,
  attempt: () => Promise<Made | undefined>,
): Promise<Made> {
  const own = turns.get(documents) ?? new Turns();
  turns.set(documents, own);
  return own.take(what, async () => {
    for (let tries = 1; tries <= documentTries; tries += 1) {
      const made = await attempt();
      if (made !== undefined) return made;
      await pause(Math.random() * Math.min(2 ** tries, longestPauseMs));
    }
    throw new Error(`The ${what} is changed by too many at once.`);
  });
}

/** How long somebody waits at most who was slower than another server, in milliseconds. */
const longestPauseMs = 50;

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

/** Every document of a kind, or of one scope of it, by position. Those that come meanwhile may be among them. */
export async function* allDocuments(
  documents: DocumentStore,
  organization: string,
  of: { readonly kind: string; readonly scope?: string },
): AsyncIterable<Document> {
  for (let after: { readonly position: number; readonly id: string } | undefined; ; ) {
    const page = await documents.list({
      organization,
      ...of,
      top: readAtOnce,
      ...(after === undefined ? {} : { after }),
    });
    yield* page;
    if (page.length < readAtOnce) return;
    after = page.at(-1);
  }
}

/** Removes every document of a scope. One that is changed meanwhile is left to whoever repeats this. */
export async function removeDocuments(
  documents: DocumentStore,
  organization: string,
  of: { readonly kind: string; readonly scope: string },
): Promise<void> {
  for await (const { id, revision } of allDocuments(documents, organization, of))
    await documents.write(organization, [{ ...of, id, expected: revision, content: undefined }]);
}
