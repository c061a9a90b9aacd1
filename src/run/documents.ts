import type { Document, DocumentStore } from './ports/document-store.ts';

const readAtOnce = 1_000;

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
