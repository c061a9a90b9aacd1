import type { World } from './world.ts';

type Answer = Awaited<ReturnType<World['call']>>;

/** A browser as far as cookies, forms and redirects go. Paths begin after the organization's name. */
export class PageVisitor {
  readonly #world: World;
  readonly cookies = new Map<string, string>();
  path = '';
  page = '';
  status = 0;
  headers: Answer['headers'] = {};

  constructor(world: World) {
    this.#world = world;
  }

  static async signedIn(world: World, token = 'all'): Promise<PageVisitor> {
    const visitor = new PageVisitor(world);
    await visitor.open('/_signin');
    return visitor.send('_signin', { token });
  }

  async open(path: string, more: Readonly<Record<string, string>> = {}): Promise<this> {
    this.path = path;
    const headers = { ...this.#headers(), ...more };
    return this.#take(await this.#world.call('GET', path, { authorization: null, headers }));
  }

  /** Sends the form of the page whose address has a text in it, with what is filled in over its hidden fields; or `fields` alone where the page has none. */
  async send(
    action: string,
    fields: Readonly<Record<string, string>>,
    button: Partial<typeof fields> = {},
  ): Promise<this> {
    const form = this.formsTo(action).find(({ hidden }) =>
      Object.entries(button).every(([name, value]) => hidden[name] === value),
    );
    return this.post(form?.path ?? action, { ...form?.hidden, ...fields });
  }

  async post(path: string, fields: Readonly<Record<string, string>>): Promise<this> {
    const headers = { ...this.#headers(), 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(fields).toString();
    return this.#take(await this.#world.call('POST', path, { body, headers, authorization: null }));
  }

  /** The forms of the page that is shown, with the fields that nobody sees. */
  formsTo(action: string): readonly { readonly path: string; readonly hidden: Readonly<Record<string, string>> }[] {
    return [...this.page.matchAll(/<form method="post"(?: action="([^"]*)")?>(.*?)<\/form>/gs)].flatMap(
      ([, address, inner = '']) => {
        const path = address === undefined ? this.path : plain(address).replace(/^\/[^/]+/, '');
        const fields = [...inner.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
        const hidden = Object.fromEntries(fields.map(([, name = '', value = '']) => [plain(name), plain(value)]));
        return path.includes(action) ? [{ path, hidden }] : [];
      },
    );
  }

  #headers(): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { accept: 'text/html,application/xhtml+xml', cookie };
  }

  async #take(answer: Answer): Promise<this> {
    for (const text of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (/Max-Age=0\b/.test(text)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const { location } = answer.headers;
    if (typeof location === 'string') return this.open(location.replace(/^(https?:\/\/[^/]+)?\/[^/]+/, ''));
    this.status = answer.statusCode;
    this.page = answer.body;
    this.headers = answer.headers;
    return this;
  }
}

/** A text of HTML without its escapes. */
function plain(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
