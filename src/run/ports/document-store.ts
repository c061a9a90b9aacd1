import type { Instant } from '../../base/clock.ts';

/**
 * Names a document within its organization. `kind` is what it is (`variableGroup`, `environment`), `scope` what it belongs to (a project's
 * id, a run's number; `''` is the organization), `id` is unique within both.
 */
export type DocumentRef = { readonly kind: string; readonly scope: string; readonly id: string };

/** What a document holds, and by what it is found. */
export type DocumentContent = {
  /** Unique in its kind and scope, in any case. Absent: found by id alone. */
  readonly name?: string;
  /** Lists are ordered by it; documents of one position by id. */
  readonly position: number;
  /** When something is to be done about it; absent when nothing is. */
  readonly dueAt?: Instant;
  /** Plain JSON. Secrets in it are sealed. */
  readonly value: unknown;
};

/** A document as it stands. `revision` counts its changes, from 1. */
export type Document = DocumentRef & DocumentContent & { readonly revision: number };

/** A document that is to be made (`expected` 0), changed, or removed (`content` undefined) if it still stands at the revision `expected`. */
export type DocumentChange = DocumentRef & {
  readonly expected: number;
  readonly content: DocumentContent | undefined;
};

export type DocumentQuery = {
  readonly organization: string;
  readonly kind: string;
  /** Absent: every scope. */
  readonly scope?: string;
  /** Only what follows this document in the list. */
  readonly after?: { readonly position: number; readonly id: string };
  /** From the highest position down. Default: false. */
  readonly descending?: boolean;
  readonly top: number;
};

/**
 * Small settings and records of an organization, as JSON: for what is read whole by its key, its name or in order, and has no rules of
 * its own below the one who writes it. Every method is safe to call concurrently, from any number of servers.
 */
export interface DocumentStore {
  get(organization: string, ref: DocumentRef): Promise<Document | undefined>;
  /** In any case of the name. */
  named(organization: string, of: { kind: string; scope: string; name: string }): Promise<Document | undefined>;
  list(query: DocumentQuery): Promise<readonly Document[]>;
  /**
   * Makes all the changes or none, durable when it resolves. False, with nothing written, when a document does not stand at its expected
   * revision or a name is taken. With `soon` a loss of power may take the changes back until something else is stored.
   */
  write(organization: string, changes: readonly DocumentChange[], durable?: 'now' | 'soon'): Promise<boolean>;
  /** Documents of a kind whose `dueAt` is not after `now`, those due longest first, of every organization; at most 100. */
  due(kind: string, now: Instant): Promise<readonly (Document & { readonly organization: string })[]>;
}
