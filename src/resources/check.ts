import type { CheckRule } from '../run/checks.ts';
import type { Authorship } from './authorship.ts';
import type { ProtectedResource } from './protected-resource.ts';

/** What must hold before a stage may use a resource. */
export type CheckConfiguration = Authorship & {
  /** From the organization's sequence `check`. */
  readonly id: number;
  readonly projectId: string;
  /** Named as whoever made the check named it. */
  readonly resource: ProtectedResource & { readonly name: string };
  readonly rule: CheckRule;
  /** As they were sent, for answers. */
  readonly settings: unknown;
  /** How long a stage waits for the check, in minutes; then the check has failed. */
  readonly timeoutMinutes: number;
  readonly isDisabled: boolean;
};
