import type { HookOccurrence } from './occurrences.ts';

/** A request that is to be made of a delivery. */
export type HookRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly acceptUntrustedCerts: boolean;
};

/** What came of a request: an answer, its body cut to a limit; or why there is none. */
export type HookAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly reason: string;
      readonly headers: string;
      readonly body: string;
    }
  /** `refused`: the address is one that this server does not send to, and nothing was sent. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string };

/**
 * Sends requests. The implementation refuses addresses that the server must not reach, by what their names resolve to, follows no
 * redirect, and gives up after a time of its own. Never rejects.
 */
export interface HookSender {
  send(request: HookRequest): Promise<HookAnswer>;
}

/** The wire's shapes of what hooks tell of. */
export interface HookResources {
  /** `undefined` where nothing is left to tell of: the project is gone. */
  resource(occurrence: HookOccurrence, version: string): Promise<unknown>;
  /** What a test sends where there is no run to show yet. */
  sample(eventType: string): unknown;
  /** The address of the organization, without a slash at its end. */
  base(): string;
  /** The organization's GUID. */
  organizationId(): string;
}
