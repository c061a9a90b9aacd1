import type { Clock } from '../base/clock.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { Secrets } from '../run/ports/secrets.ts';

/** What the resources of an organization are kept with. */
export type ResourcePorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly blobs: BlobStore;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** The next number of one of the organization's sequences, from 1. */
  readonly allot: (sequence: string) => Promise<number>;
};
