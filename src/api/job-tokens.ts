import { createHmac } from 'node:crypto';
import { hashOf } from '../access/token-text.ts';
import type { Clock } from '../base/clock.ts';
import { guidFromName } from '../base/id.ts';
import { jobTokenGraceMs } from '../base/limits.ts';
import type { TokenStore } from '../run/ports/token-store.ts';

export type JobTokenPorts = {
  readonly organization: string;
  readonly tokens: TokenStore;
  readonly clock: Clock;
  /** At least 32 bytes, the same on every server of an organization. */
  readonly key: Uint8Array;
};

/** What a job's own token allows. */
const scopes = ['vso.build_execute', 'vso.code', 'vso.project', 'vso.securefiles_read'];

/**
 * The tokens that jobs call the server with, `System.AccessToken`: good while the job runs. A token follows from the job's id, so that an offer that
 * is made again has the same one, and whichever server hears that the job is over can take it back.
 */
export class JobTokens {
  readonly #ports: JobTokenPorts;

  constructor(ports: JobTokenPorts) {
    this.#ports = ports;
  }

  /** `timeoutMinutes` is how long the job may take; 0 is without limit. */
  async issue(jobId: string, projectName: string, timeoutMinutes: number): Promise<string> {
    const { organization, tokens, clock } = this.#ports;
    const token = this.#tokenOf(jobId);
    const hash = hashOf(token);
    if ((await tokens.find(organization, hash)) !== undefined) return token;
    const createdAt = clock.now();
    const expiresAt = timeoutMinutes === 0 ? undefined : createdAt + timeoutMinutes * 60_000 + jobTokenGraceMs;
    const displayName = `${projectName} Build Service (${organization})`;
    const identity = { id: guidFromName('build service', projectName), displayName, uniqueName: displayName };
    await tokens.add(organization, { hash, name: `job ${jobId}`, identity, scopes, createdAt, expiresAt });
    return token;
  }

  /** Safe to repeat. */
  revoke(jobId: string): Promise<void> {
    const { organization, tokens } = this.#ports;
    return tokens.remove(organization, hashOf(this.#tokenOf(jobId)));
  }

  #tokenOf(jobId: string): string {
    const { organization, key } = this.#ports;
    return createHmac('sha256', key).update(`job token\n${organization}\n${jobId}`).digest('base64url');
  }
}
