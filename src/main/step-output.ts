const rule = '='.repeat(78);
const banner = /^=+ Starting Command Output =+$/;
const starting = '##[section]Starting: ';
const finishing = '##[section]Finishing:';

/**
 * What a step itself printed: its log without the lines that the agent writes around it (the task's header, the script's text, the command).
 * Reads chunk by chunk; once the output has begun a chunk passes as it is.
 */
export class StepOutput {
  /** What the log calls the step, once it has said so: its name with all variables in it. Every character is a byte. */
  name: string | undefined;
  #within: 'start' | 'header' | 'script' | 'command' | 'end' | 'output' = 'start';

  /** The lines of a chunk that are the step's own. A chunk is whole lines, each with its line end. */
  of(text: string): string {
    const own = this.#within === 'output' ? text : text.slice(this.#headEnd(text));
    const last = own.lastIndexOf('\n', own.length - 2) + 1;
    return own.startsWith(finishing, last) ? own.slice(0, last) : own;
  }

  /** Where the output begins; the end of the text when it does not begin in it. */
  #headEnd(text: string): number {
    for (let at = 0; at < text.length; ) {
      const end = text.indexOf('\n', at);
      this.#read(text.slice(at, end));
      if (this.#within === 'output') return at;
      at = end + 1;
    }
    return text.length;
  }

  #read(line: string): void {
    switch (this.#within) {
      case 'start':
        if (line === rule) this.#within = 'header';
        else if (line === 'Generating script.') this.#within = 'script';
        else if (line.startsWith(starting)) this.name = line.slice(starting.length);
        else this.#within = 'output';
        break;
      case 'header':
        if (line === rule) this.#within = 'start';
        break;
      case 'script':
        if (banner.test(line)) this.#within = 'command';
        break;
      case 'command':
        this.#within = line.startsWith('[command]') ? 'end' : 'output';
        break;
      default:
        this.#within = 'output';
    }
  }
}
