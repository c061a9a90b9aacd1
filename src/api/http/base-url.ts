import { FrameworkRefusal } from './errors.ts';

const hostShape = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** The address of an organization, without a slash at its end: every URL in an answer starts with it. */
export class BaseUrl {
  readonly #organization: string;
  readonly #publicUrl: string | undefined;
  // Most requests come by the address of the one before.
  #lastHost: string | undefined;
  #wasSecure = false;
  #last = '';

  /** `publicUrl` stands in for what the `Host` header says. */
  constructor(organization: string, publicUrl: string | undefined) {
    this.#organization = encodeURIComponent(organization);
    this.#publicUrl = publicUrl;
  }

  /** Throws the refusal of a `Host` header that is none. */
  of(host: string | undefined, isSecure: boolean): string {
    if (this.#publicUrl !== undefined) return `${this.#publicUrl}/${this.#organization}`;
    if (host === undefined || (host !== this.#lastHost && !hostShape.test(host))) {
      throw new FrameworkRefusal(400, 'The Host header is invalid.');
    }
    if (host !== this.#lastHost || isSecure !== this.#wasSecure) {
      this.#last = `${isSecure ? 'https' : 'http'}://${host}/${this.#organization}`;
      this.#lastHost = host;
      this.#wasSecure = isSecure;
    }
    return this.#last;
  }
}

/** Checks the address that a server is told to have, and takes the slash from its end. */
export function checkedPublicUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new Error(`The public URL '${text}' is not an address such as https://ci.example.com.`);
  }
  return text.replace(/\/+$/, '');
}

/** Where applications and agents get their tokens, by the address of the organization. */
export function tokenAddress(base: string): string {
  return `${base.slice(0, base.lastIndexOf('/'))}/oauth2/token`;
}
