import type { Compilation } from '../plan/compilation.ts';
import type { SourceReader } from '../template/source-reader.ts';

/** How many are kept, of how many files at most, and how long their YAML may be, in characters: some hundred KiB each. */
const mostKept = 32;
const mostFiles = 10;
const longestYamlChars = 32 * 1024;

/**
 * Compilations of commits, which do not change: what was compiled from the same files with the same values is not compiled again. Templates of other
 * repositories stand at refs that move, so whatever read one is not kept.
 */
export class KeptCompilations {
  readonly #kept = new Map<string, Compilation>();

  /** What `compile` made of a reader of the pipeline's own repository; `key` says all else that it depends on, and the commit. */
  async of(
    key: string,
    open: () => Promise<SourceReader>,
    compile: (reader: SourceReader) => Compilation,
  ): Promise<Compilation> {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      // The one that was not asked for the longest goes first.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const reader = new OwnReader(await open());
    const compilation = compile(reader);
    if (reader.isOwn && isSmall(compilation)) this.#keep(key, compilation);
    return compilation;
  }

  #keep(key: string, compilation: Compilation): void {
    this.#kept.set(key, compilation);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** Knows whether only the pipeline's own repository was read. */
class OwnReader implements SourceReader {
  readonly #reader: SourceReader;
  isOwn = true;

  constructor(reader: SourceReader) {
    this.#reader = reader;
  }

  read(...[repository, path]: Parameters<SourceReader['read']>): ReturnType<SourceReader['read']> {
    if (repository.alias !== 'self') this.isOwn = false;
    return this.#reader.read(repository, path);
  }
}

function isSmall({ files, finalYaml = '' }: Compilation): boolean {
  return finalYaml !== '' && finalYaml.length <= longestYamlChars && files.size <= mostFiles;
}
