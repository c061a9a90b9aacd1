// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${{ }}` is the pipeline's own.
/** Right of any column that a document reaches: the `yaml` package wants the lines of a flow collection there. */
const deep = ' '.repeat(40);

/** Writes YAML documents that use all of the language but what the service refuses. The same seed gives the same documents. */
export class YamlGenerator {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  document(): string {
    const start = this.pick(['', '', '---\n', '# first\n\n', '%YAML 1.2\n---\n']);
    const end = this.pick(['', '', '...\n', '\n# last\n']);
    const body = this.#chance(5) ? `${this.#flowNode(3)}\n` : this.#block(0, 4);
    const text = start + body + end;
    return this.#chance(6) ? text.replaceAll('\n', '\r\n') : text;
  }

  #chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }

  #block(indent: number, depth: number): string {
    return this.#chance(3) ? this.#sequence(indent, depth) : this.#mapping(indent, depth);
  }

  #mapping(indent: number, depth: number): string {
    let text = '';
    for (let rest = 1 + this.below(4); rest > 0; rest--) {
      const key = this.#chance(12)
        ? `? ${this.#key()}\n${' '.repeat(indent)}:`
        : `${this.#key()}${this.pick(['', '', ' '])}:`;
      text += `${this.#filler()}${' '.repeat(indent)}${key}${this.#value(indent, depth)}`;
    }
    return text;
  }

  #sequence(indent: number, depth: number): string {
    let text = '';
    for (let rest = 1 + this.below(3); rest > 0; rest--) {
      text += `${this.#filler()}${' '.repeat(indent)}-${this.#item(indent, depth)}`;
    }
    return text;
  }

  #item(indent: number, depth: number): string {
    if (depth === 0 || this.#chance(2)) return this.#scalarOrFlow(indent);
    if (this.#chance(4)) return `\n${this.#block(indent + 1 + this.below(3), depth - 1)}`;
    const inner = this.#block(indent + 2, depth - 1);
    // The first line of the inner block moves up to the indicator, if it is no comment or blank line.
    return inner.startsWith(' '.repeat(indent + 2)) ? ` ${inner.slice(indent + 2)}` : `\n${inner}`;
  }

  #value(indent: number, depth: number): string {
    if (depth === 0 || this.#chance(2)) return this.#scalarOrFlow(indent);
    if (this.#chance(3)) return `${this.#lineEnd()}${this.#sequence(indent, depth - 1)}`;
    return `${this.#lineEnd()}${this.#block(indent + 1 + this.below(4), depth - 1)}`;
  }

  #scalarOrFlow(indent: number): string {
    switch (this.below(8)) {
      case 0:
        return this.#lineEnd();
      case 1:
        return ` ${this.#flowNode(2)}${this.#lineEnd()}`;
      case 2:
        return this.#blockScalar(indent);
      case 3:
        return ` ${this.#multiLine(indent)}${this.#lineEnd()}`;
      case 4:
        return `${this.pick([' ', `\n\n${' '.repeat(indent + 1)}`])}${this.#inline()}${this.#lineEnd()}`;
      default:
        return ` ${this.#inline()}${this.#lineEnd()}`;
    }
  }

  #key(): string {
    return this.pick([
      'script',
      'displayName',
      'a b',
      "'quoted key'",
      '"double \\t key"',
      '${{ if eq(variables.x, 1) }}',
      '-dash',
      '?mark',
      ':colon',
      'http://x',
      '<<',
      '1.0',
      'null',
    ]);
  }

  #inline(): string {
    return this.pick([
      'plain',
      '~',
      '0x1F',
      'a:b c#d',
      'echo $(x) && [ -f y ] || { z; }',
      '${{ parameters.name }}',
      '-x',
      "'it''s'",
      "''",
      '""',
      '"tab\\t quote\\" \\x41\\u00e9 \\\\"',
      '"a: b # c"',
      'ünïcödé 😀',
      'trailing blanks   ',
      'trailing tab \t',
      'a\ttab',
      '-1',
    ]);
  }

  #multiLine(indent: number): string {
    const pad = ' '.repeat(indent + 1 + this.below(3));
    const [open, close] = this.pick([
      ['', ''],
      ["'", "'"],
      ['"', '"'],
    ]);
    const joint = this.pick([`\n${pad}`, `  \n${pad}`, `\n\n${pad}`, ` \n \n\n${pad}`]);
    const escaped = open === '"' && this.#chance(3) ? `x \\\n${pad}\\ y` : 'x';
    return `${open}one two${joint}three ${escaped}${joint}four${close}`;
  }

  #blockScalar(indent: number): string {
    const digit = this.#chance(4) ? 1 + this.below(3) : 0;
    const pad = ' '.repeat(indent + (digit || 1 + this.below(3)));
    const chomp = this.pick(['', '-', '+']);
    const header = this.pick(['|', '>']) + (this.#chance(2) ? `${digit || ''}${chomp}` : `${chomp}${digit || ''}`);
    const lines = Array.from({ length: 1 + this.below(5) }, () =>
      this.pick(['text', 'a: b', '# no comment', '', '  deeper', "it's"]),
    );
    // An indented first line would set the indentation itself.
    const first = digit === 0 ? 'first' : this.pick(['first', ' indented']);
    const body = [first, ...lines].map(line => (line === '' ? '' : pad + line)).join('\n');
    return ` ${header}${this.#lineEnd()}${body}\n${this.pick(['', '\n', '\n\n'])}`;
  }

  #flowNode(depth: number): string {
    if (depth === 0 || this.#chance(3)) return this.#flowScalar();
    const joint = this.pick([', ', ',', ` ,\n${deep}`, `,  # comment\n${deep}`]);
    const items = Array.from({ length: this.below(4) }, () => this.#flowItem(depth));
    const trailing = items.length > 0 && this.#chance(5) ? ',' : '';
    if (this.#chance(2)) return `[${items.join(joint)}${trailing}]`;
    return `{ ${items.map((item, i) => this.#flowEntry(`k${i}`, item)).join(joint)}${trailing} }`;
  }

  #flowItem(depth: number): string {
    return this.#chance(6) ? `single: ${this.#flowScalar()}` : this.#flowNode(depth - 1);
  }

  #flowEntry(key: string, item: string): string {
    if (item.startsWith('single')) return item;
    return this.pick([`${key}: ${item}`, `"${key}":${item}`, `? ${key} : ${item}`, key, `${key}: `]);
  }

  #flowScalar(): string {
    return this.pick(['a', 'b c', "'s q'", '"d\\nq"', 'x:y', '-1', 'ubuntu-latest', '$(a)', 'k v/w']);
  }

  #lineEnd(): string {
    return this.pick(['\n', '\n', '\n', ' # comment\n', '   \n']);
  }

  #filler(): string {
    return this.pick(['', '', '', '', '\n', '# comment\n', '   # indented comment\n', ' \n']);
  }
}
