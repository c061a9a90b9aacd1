import { coloured, withoutColours } from './ansi.ts';
import type { LogLine } from './log-lines.ts';
import { type Markup, markup } from './markup.ts';

/** What the service's lines begin with that are not like others. */
const mark = /^(?:##\[(group|endgroup|error|warning|section|command|debug)\]|\[(command)\])/i;

type Kind = 'plain' | 'group' | 'endgroup' | 'error' | 'warning' | 'section' | 'command' | 'debug';
type ReadLine = LogLine & { readonly kind: Kind };
type Group = { readonly head: ReadLine; readonly lines: ReadLine[] };

/** What a line of some kind begins with on the page, so that its colour is not all that tells of it. */
const spoken: Readonly<Partial<Record<Kind, Markup>>> = {
  error: markup`<b>Error:</b> `,
  warning: markup`<b>Warning:</b> `,
  debug: markup`<b>Debug:</b> `,
  command: markup`<span aria-hidden="true">$ </span><span class="unseen">Command: </span>`,
};

/** Lines of a log as a page shows them: groups are folded, but for one with an error in it, and one that may still go on. */
export function logView(lines: readonly LogLine[], isGrowing = false): Markup {
  const parts: Markup[] = [];
  let group: Group | undefined;
  const close = (isLast = false): void => {
    if (group !== undefined) parts.push(groupView(group, isLast && isGrowing));
    group = undefined;
  };
  for (const line of lines.map(readLine)) {
    if (line.kind === 'group' || line.kind === 'endgroup') close();
    if (line.kind === 'group') group = { head: line, lines: [] };
    else if (line.kind !== 'endgroup') {
      if (group === undefined) parts.push(lineView(line));
      else group.lines.push(line);
    }
  }
  close(true);
  return markup`<div class="log" role="region" aria-label="Log" tabindex="0">${parts}</div>`;
}

/** A few lines of a log without numbers that lead anywhere: they are not on the page of the log. */
export function excerpt(lines: readonly LogLine[], href: (line: number) => string): Markup {
  const shown = lines.map(readLine).filter(({ kind }) => kind !== 'endgroup');
  return markup`<div class="log">${shown.map(
    line => markup`<div><a href="${href(line.number)}">${line.number}</a>${textView(line)}</div>`,
  )}</div>`;
}

function readLine(line: LogLine): ReadLine {
  const [head = '', marked, bare] = mark.exec(line.text) ?? [];
  const kind = marked ?? bare;
  return { ...line, text: overwritten(line.text.slice(head.length)), kind: (kind?.toLowerCase() as Kind) ?? 'plain' };
}

/** A terminal goes on from the start of the line after a carriage return: what is seen is what came last. */
function overwritten(text: string): string {
  return text.slice(text.lastIndexOf('\r') + 1);
}

function groupView({ head, lines }: Group, isOpen: boolean): Markup {
  const open = isOpen || lines.some(({ kind }) => kind === 'error') ? markup` open` : '';
  return markup`<details id="G${head.number}"${open}><summary>${lineView(head)}</summary>${lines.map(lineView)}</details>`;
}

function lineView(line: ReadLine): Markup {
  const { number, stamp } = line;
  const title = stamp === undefined ? '' : markup` title="${stamp}"`;
  return markup`<div id="L${number}"><a href="#L${number}"${title}>${number}</a>${textView(line)}</div>`;
}

function textView({ kind, text, cutBytes }: ReadLine): Markup {
  const shown = kind === 'plain' || kind === 'group' ? coloured(text) : withoutColours(text);
  const cut = cutBytes === 0 ? '' : markup` <i>… and ${cutBytes} bytes more</i>`;
  return markup`<span class="l${kind === 'plain' ? '' : ` ${kind}`}">${spoken[kind]}${shown}${cut}</span>`;
}
