import type { AgentClaim, Bearers, JobClaim } from '../../access/bearers.ts';
import type { ProjectClaim } from '../../access/signed-tokens.ts';
import type { Clock, Instant } from '../../base/clock.ts';
import { rememberedTokenMs, rememberedTokens } from '../../base/limits.ts';
import type { Identity } from '../../run/events.ts';
import { withIncluded } from './scope-rules.ts';

/** Who sends a request, and what the token allows. */
export type Caller = {
  readonly identity: Identity;
  readonly granted: ReadonlySet<string>;
  /** The header that names the caller in each answer. */
  readonly userData: string;
  readonly expiresAt: Instant | undefined;
  /** The one project that the caller may ask for: a job's own. Absent: all. */
  readonly project?: ProjectClaim;
  /** The job that asks, by its own token. */
  readonly job?: JobClaim;
  /** The agent that asks, by a token that it got for its key. */
  readonly agent?: AgentClaim;
  /** The session of somebody who is signed in with a browser. */
  readonly session?: string;
};

type Remembered = {
  readonly caller: Caller;
  readonly until: Instant;
  /** The count of withdrawals when it was looked up. */
  readonly withdrawals: number;
};

/**
 * Finds who an `Authorization` header stands for: a token as the password of Basic, under any user name, or as a Bearer token. A valid header is remembered for a few seconds,
 * so that a busy client does not cost a look-up for each request; until this process takes anything back. That of a job is not, because it ends with the job. That a header is not valid is never
 * remembered.
 */
export class Tokens {
  readonly #bearers: Bearers;
  readonly #clock: Clock;
  readonly #remembered = new Map<string, Remembered>();

  constructor(bearers: Bearers, clock: Clock) {
    this.#bearers = bearers;
    this.#clock = clock;
  }

  /** The caller of a header that was seen a moment ago. */
  recall(header: string): Caller | undefined {
    const found = this.#remembered.get(header);
    const now = this.#clock.now();
    if (found?.withdrawals !== this.#bearers.withdrawals) return undefined;
    if (found.until <= now || hasExpired(found.caller, now)) return undefined;
    return found.caller;
  }

  /** The caller of a header; `undefined` when no valid token is in it. */
  async find(header: string): Promise<Caller | undefined> {
    const token = tokenOf(header);
    if (token === undefined) return undefined;
    // Counted before the look-up: what is taken back meanwhile makes the answer old.
    const { withdrawals } = this.#bearers;
    const caller = await this.bearer(token);
    const until = this.#clock.now() + rememberedTokenMs;
    // Nobody tells when a job is over: its token is looked up each time.
    if (caller !== undefined && caller.job === undefined) this.#remember(header, { caller, until, withdrawals });
    return caller;
  }

  /** The caller of a token by itself; `undefined` when it is not valid. Looked up each time. */
  async bearer(token: string): Promise<Caller | undefined> {
    const row = await this.#bearers.find(token);
    if (row === undefined) return undefined;
    const caller = {
      identity: row.identity,
      granted: withIncluded(row.scopes),
      userData: userDataOf(row.identity),
      expiresAt: row.expiresAt,
      ...(row.project === undefined ? {} : { project: row.project }),
      ...(row.job === undefined ? {} : { job: row.job }),
      ...(row.agent === undefined ? {} : { agent: row.agent }),
    };
    return hasExpired(caller, this.#clock.now()) ? undefined : caller;
  }

  #remember(header: string, entry: Remembered): void {
    this.#remembered.delete(header);
    this.#remembered.set(header, entry);
    if (this.#remembered.size <= rememberedTokens) return;
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined) this.#remembered.delete(oldest);
  }
}

/** What the header says that names the caller in each answer. */
export function userDataOf({ id, uniqueName }: Identity): string {
  return `${id}:${encodeURI(uniqueName.toWellFormed())}`;
}

function hasExpired(caller: Caller, now: Instant): boolean {
  return caller.expiresAt !== undefined && caller.expiresAt <= now;
}

const credentials = /^(Basic|Bearer) +(\S+) *$/i;

function tokenOf(header: string): string | undefined {
  const [, scheme, value] = credentials.exec(header) ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  return scheme.toLowerCase() === 'bearer' ? value : passwordOf(value);
}

// The service refuses base64 that is not written in the one canonical way.
function passwordOf(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return undefined;
  const text = bytes.toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 || colon === text.length - 1 ? undefined : text.slice(colon + 1);
}
