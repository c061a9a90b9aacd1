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

/** The same for an artifact, which has its name for an id. */
export type SignedArtifact = Omit<Signed, 'logId'> & { readonly artifactName: string };

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
    const { query, expires } = this.#signature(logText(log));
    const url = `${runUrl(base, log)}/signedLogContent/${log.logId}?${query}`;
    return { url, signatureExpires: expires };
  }

  /** The address of an artifact's files as a zip, and when it expires. */
  artifactContent(base: string, artifact: SignedArtifact): { readonly url: string; readonly signatureExpires: string } {
    const { query, expires } = this.#signature(artifactText(artifact));
    const name = new URLSearchParams({ artifactName: artifact.artifactName });
    return { url: `${runUrl(base, artifact)}/signedartifactscontent?${name}&${query}`, signatureExpires: expires };
  }

  /** Whether an address was made here and has not expired. */
  accepts(log: Signed, signature: Signature): boolean {
    return this.#isRight(logText(log), signature);
  }

  /** Whether an address was made here and has not expired. */
  acceptsArtifact(artifact: SignedArtifact, signature: Signature): boolean {
    return this.#isRight(artifactText(artifact), signature);
  }

  #signature(text: string): { readonly query: URLSearchParams; readonly expires: string } {
    const expires = dateText(this.#clock.now() + signedUrlMs);
    const urlSignature = this.#sign(text, expires).toString('base64url');
    return { query: new URLSearchParams({ urlExpires: expires, urlSigningMethod: method, urlSignature }), expires };
  }

  #isRight(text: string, signature: Signature): boolean {
    const expires = Date.parse(signature.urlExpires);
    if (signature.urlSigningMethod !== method || !(expires > this.#clock.now())) return false;
    const given = Buffer.from(signature.urlSignature, 'base64url');
    const right = this.#sign(text, signature.urlExpires);
    return given.length === right.length && timingSafeEqual(given, right);
  }

  #sign(text: string, expires: string): Buffer {
    return createHmac('sha256', this.#key).update([this.#organization, text, expires].join('\n')).digest();
  }
}

function logText({ projectId, pipelineId, runId, logId }: Signed): string {
  return ['log', projectId.toLowerCase(), pipelineId, runId, logId].join('\n');
}

function artifactText({ projectId, pipelineId, runId, artifactName }: SignedArtifact): string {
  return ['artifact', projectId.toLowerCase(), pipelineId, runId, artifactName].join('\n');
}

function runUrl(base: string, { projectId, pipelineId, runId }: Omit<Signed, 'logId'>): string {
  return `${base}/${projectId}/_apis/Pipelines/${pipelineId}/runs/${runId}`;
}
