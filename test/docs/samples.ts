/** A command that a page shows, and the lines that it says are printed; `…` stands for any text within a line. */
export type ShownCommand = { readonly command: string; readonly lines: readonly string[] };

/** Files of a page, and the commands that are run where they lie. */
export type Sample = {
  readonly files: Readonly<Record<string, string>>;
  readonly commands: readonly ShownCommand[];
};

const block = /^```(yaml|json|js|console)\n(.*?)^```$/gms;

/**
 * The samples of a page: each `console` block with the `yaml`, `json` and `js` blocks that stand between it and the one before. A file is called what its first
 * line says (`# steps/build.yml`, `// list.mjs`), else `azure-pipelines.yml` or `millrace.config.json`. A `console` block without files runs where the one before it ran.
 */
export function samplesOf(page: string): readonly Sample[] {
  const samples: { files: Record<string, string>; commands: ShownCommand[] }[] = [];
  let files: Record<string, string> = {};
  for (const [, language = '', text = ''] of page.matchAll(block)) {
    if (language !== 'console') {
      files[nameOf(language, text)] = text;
      continue;
    }
    const last = samples.at(-1);
    if (Object.keys(files).length === 0 && last !== undefined) last.commands.push(...commandsOf(text));
    else samples.push({ files, commands: [...commandsOf(text)] });
    files = {};
  }
  return samples;
}

/**
 * Whether the lines are printed, each as often as it is given. Answers the first that is not. In which order jobs print that run at once is not
 * said, nor whether they run at once, and so whether a line begins with its job.
 */
export function missingLine(lines: readonly string[], printed: string): string | undefined {
  const left = printed.split('\n').map(line => comparable(withoutJob(line)));
  for (const line of lines) {
    const at = left.findIndex(each => shape(comparable(withoutJob(line))).test(each));
    if (at === -1) return line;
    left.splice(at, 1);
  }
  return undefined;
}

function withoutJob(line: string): string {
  return line.replace(/^[\w./]+ \| /, '');
}

function nameOf(language: string, text: string): string {
  const named = /^(?:#|\/\/) (\S+\.(?:yml|mjs))\n/.exec(text)?.[1];
  return named ?? (language === 'json' ? 'millrace.config.json' : 'azure-pipelines.yml');
}

function commandsOf(text: string): readonly ShownCommand[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map(shown => {
      const [command = '', ...lines] = shown.trimEnd().split('\n');
      return { command, lines: lines.filter(line => line.trim() !== '' && line.trim() !== '…') };
    });
}

/** Run numbers, durations and the width of columns differ from run to run. */
function comparable(line: string): string {
  return line
    .trim()
    .replace(/\b\d{8}\.(\d+)\b/g, 'DATE.$1')
    .replace(/\b(\d+m )?\d+(\.\d)?s\b/g, 'TIME')
    .replace(/\s+/g, ' ');
}

function shape(line: string): RegExp {
  return new RegExp(`^${line.split('…').map(RegExp.escape).join('.*')}$`);
}
