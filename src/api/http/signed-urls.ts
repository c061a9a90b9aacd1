import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { signedUrlMs } from '../../base/limits.ts';
import { dateText } from '../resources/dates.ts';

/** What a signature speaks for. Ids only, so that a project that is renamed keeps its addresses. */
export type Signed = {
  readonly projectId: string;
  readonly pipelineId: number;
  readonly runId: number;
  readonly logId: number;
};

export type Signature = {
  readonly urlExpires: string;
  readonly urlSigningMethod: string;
  readonly urlSignature: string;
};

const method = 'HMACV1';

/** Makes and checks the signatures of addresses that are read without credentials, for an hour. */
export class SignedUrls {
  readonly #organization: string;
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  constructor(organization: string, key: Uint8Array, clock: Clock) {
    this.#organization = organization;
    this.#key = key;
    this.#clock = clock;
  }

  /** The address of a log's text, and when it expires. */
  logContent(base: string, log: Signed): { readonly url: string; readonly signatureExpires: string } {
    const { projectId, pipelineId, runId, logId } = log;
    const expires = dateText(this.#clock.now() + signedUrlMs);
    const query = new URLSearchParams({
      urlExpires: expires,
      urlSigningMethod: method,
      urlSignature: this.#sign(log, expires).toString('base64url'),
    });
    const path = `${base}/${projectId}/_apis/Pipelines/${pipelineId}/runs/${runId}/signedLogContent/${logId}`;
    return { url: `${path}?${query}`, signatureExpires: expires };
  }

  /** Whether an address was made here and has not expired. */
  accepts(log: Signed, signature: Signature): boolean {
    const expires = Date.parse(signature.urlExpires);
    if (signature.urlSigningMethod !== method || !(expires > this.#clock.now())) return false;
    const given = Buffer.from(signature.urlSignature, 'base64url');
    const right = this.#sign(log, signature.urlExpires);
    return given.length === right.length && timingSafeEqual(given, right);
  }

  #sign({ projectId, pipelineId, runId, logId }: Signed, expires: string): Buffer {
    const text = ['log', this.#organization, projectId.toLowerCase(), pipelineId, runId, logId, expires].join('\n');
    return createHmac('sha256', this.#key).update(text).digest();
  }
}
