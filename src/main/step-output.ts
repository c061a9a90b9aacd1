const rule = '='.repeat(78);
const banner = /^=+ Starting Command Output =+$/;

/**
 * What a step itself printed: its log without the lines that the agent writes around it (the task's header, the script's text, the command).
 * Reads chunk by chunk; once the output has begun a chunk passes as it is.
 */
export class StepOutput {
  #within: 'start' | 'header' | 'script' | 'command' | 'output' = 'start';

  /** The lines of a chunk that are the step's own. */
  of(lines: readonly string[]): readonly string[] {
    const head = this.#within === 'output' ? 0 : this.#skipHead(lines);
    const last = lines.at(-1);
    const end = last?.startsWith('##[section]Finishing:') ? lines.length - 1 : lines.length;
    return head === 0 && end === lines.length ? lines : lines.slice(head, Math.max(head, end));
  }

  #skipHead(lines: readonly string[]): number {
    for (const [index, line] of lines.entries()) {
      this.#read(line);
      if (this.#within === 'output') return index;
    }
    return lines.length;
  }

  #read(line: string): void {
    switch (this.#within) {
      case 'start':
        if (line === rule) this.#within = 'header';
        else if (line === 'Generating script.') this.#within = 'script';
        else if (!line.startsWith('##[section]Starting:')) this.#within = 'output';
        break;
      case 'header':
        if (line === rule) this.#within = 'start';
        break;
      case 'script':
        if (banner.test(line)) this.#within = 'command';
        break;
      default:
        if (!line.startsWith('[command]')) this.#within = 'output';
    }
  }
}
