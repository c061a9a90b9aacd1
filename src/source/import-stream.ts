import { type Hand, handText } from './git-hand.ts';

/** What becomes of a file. */
export type FileEdit =
  | { readonly kind: 'add' | 'edit'; readonly path: string; readonly content: Uint8Array }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly from: string; readonly content?: Uint8Array };

/** A commit that is to be made. */
export type CommitDraft = {
  readonly changes: readonly FileEdit[];
  readonly message: string;
  readonly author: Hand;
  readonly committer: Hand;
};

/** What `git fast-import` reads. The branch that it needs is gone again at its end. */
export class ImportStream {
  readonly #pieces: Uint8Array[] = [];
  readonly #ref: string;
  #commits = 0;

  constructor(ref: string) {
    this.#ref = ref;
  }

  commit(commit: CommitDraft, parent: string | undefined): void {
    this.#commits += 1;
    this.#line(`commit ${this.#ref}`);
    this.#line(`mark :${this.#commits}`);
    this.#line(`author ${handText(commit.author)}`);
    this.#line(`committer ${handText(commit.committer)}`);
    this.#data(Buffer.from(`${commit.message}\n`));
    if (parent !== undefined) this.#line(`from ${parent}`);
  }

  change(change: FileEdit, mode: string): void {
    if (change.kind === 'delete') this.#line(`D ${quoted(change.path)}`);
    if (change.kind === 'rename') this.#line(`R ${quoted(change.from)} ${quoted(change.path)}`);
    if (change.kind === 'delete' || change.content === undefined) return;
    this.#line(`M ${mode} inline ${quoted(change.path)}`);
    this.#data(change.content);
  }

  end(): void {
    this.#line('');
  }

  bytes(): Uint8Array {
    for (let mark = 1; mark <= this.#commits; mark += 1) this.#line(`get-mark :${mark}`);
    this.#line(`reset ${this.#ref}`);
    this.#line(`from ${'0'.repeat(40)}`);
    this.#line('');
    this.#line('done');
    return Buffer.concat(this.#pieces);
  }

  #line(text: string): void {
    this.#pieces.push(Buffer.from(`${text}\n`));
  }

  #data(content: Uint8Array): void {
    this.#line(`data ${content.byteLength}`);
    this.#pieces.push(content, Buffer.from('\n'));
  }
}

/** As C writes a text, which git reads. */
function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
