import type { TokenRow, TokenStore } from '../../run/ports/token-store.ts';

/** Tokens in memory, by organization and hash. */
export class MemoryTokenStore implements TokenStore {
  readonly #tokens = new Map<string, Map<string, TokenRow>>();

  async add(organization: string, token: TokenRow): Promise<void> {
    this.#of(organization).set(token.hash, token);
  }

  async change(organization: string, token: TokenRow): Promise<boolean> {
    if (!this.#of(organization).has(token.hash)) return false;
    await this.add(organization, token);
    return true;
  }

  async find(organization: string, hash: string): Promise<TokenRow | undefined> {
    return this.#of(organization).get(hash);
  }

  async list(organization: string): Promise<readonly TokenRow[]> {
    return [...this.#of(organization).values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  async remove(organization: string, hash: string): Promise<void> {
    this.#of(organization).delete(hash);
  }

  #of(organization: string): Map<string, TokenRow> {
    const known = this.#tokens.get(organization) ?? new Map<string, TokenRow>();
    this.#tokens.set(organization, known);
    return known;
  }
}
