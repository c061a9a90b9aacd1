import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

const style = `:root{color-scheme:light dark;--ink:#1b1b1b;--quiet:#5a5a5a;--paper:#fff;--line:#c8c8c8;--accent:#0b5cad;--on-accent:#fff;--danger:#a4262c;--good:#e8f3ea}
@media(prefers-color-scheme:dark){:root{--ink:#eee;--quiet:#b4b4b4;--paper:#1b1b1b;--line:#555;--accent:#7ab8f5;--on-accent:#10202f;--danger:#ff9ba1;--good:#1f3324}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;margin:0;color:var(--ink);background:var(--paper)}
main,header{max-width:34rem;margin:0 auto;padding:1.5rem 1rem}
.wide{max-width:62rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;justify-content:space-between;padding-bottom:0;color:var(--quiet)}
h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
code{color:var(--quiet);overflow-wrap:anywhere}
[role=alert]{color:var(--danger);border-left:4px solid;padding-left:.75rem}
[role=status]{background:var(--good);padding:.75rem 1rem;border-radius:4px}
.secret{display:block;color:var(--ink);font-size:1.05rem;user-select:all}
label{display:block}form>label{margin:1rem 0 .25rem;font-weight:600}
input:not([type=checkbox],[type=radio]),select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--quiet);border-radius:4px;padding:.4rem .5rem;width:100%;max-width:34rem}
input[type=checkbox],input[type=radio]{margin-right:.5rem}
button{font:inherit;padding:.4rem 1.2rem;margin:1rem .5rem 0 0;border:1px solid var(--accent);border-radius:4px;background:var(--paper);color:var(--accent);cursor:pointer}
button.main{background:var(--accent);color:var(--on-accent)}
td button,header button{margin:0;padding:.15rem .7rem}td button{border-color:var(--danger);color:var(--danger)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
fieldset{border:1px solid var(--line);border-radius:4px;margin:1.25rem 0 0;padding:.5rem 1rem 1rem}legend{font-weight:600;padding:0 .25rem}
.scopes{display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:.5rem 1rem;margin-top:.75rem}
.scopes label{display:grid;grid-template-columns:auto 1fr;align-items:start}.scopes input{margin-top:.35rem}.scopes code{display:block;font-size:.85rem}
form:has(#everything:checked) .scopes{display:none}
.table{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}td ul{margin:0;padding-left:1.1rem;min-width:13rem}
time{white-space:nowrap}`;

/** A page for people: `body` is HTML, in which whatever others wrote went through `html`. */
export type Page = {
  readonly title: string;
  readonly body: string;
  /** Where its forms may lead, as sources of a policy. Default: nowhere. */
  readonly formTargets?: string;
  /** Style of its own, beside that of all pages. */
  readonly style?: string;
  /** The one script that may run on it; it may ask this server. Default: none. */
  readonly script?: string;
  /** After how many seconds a browser without scripts asks for it again. Default: never. */
  readonly refreshSeconds?: number;
};

/** Sends a page. Nothing that others wrote could run on it, no other page can show it within itself, and nobody keeps it. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .headers({
      'content-security-policy': policyOf(page),
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="en"><head>${headOf(page)}</head><body>${page.body}</body></html>`);
}

function headOf({ title, style: own, script, refreshSeconds }: Page): string {
  const styles = own === undefined ? '' : `<style>${own}</style>`;
  const scripts = script === undefined ? '' : `<script type="module">${script}</script>`;
  const refresh = refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`;
  const again = script === undefined ? refresh : `<noscript>${refresh}</noscript>`;
  return `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${html(title)}</title>${again}<style>${style}</style>${styles}${scripts}`;
}

function policyOf({ formTargets = "'none'", style: own, script }: Page): string {
  const styles = [style, ...(own === undefined ? [] : [own])].map(text => `'sha256-${hashOf(text)}'`).join(' ');
  const scripts = script === undefined ? '' : ` script-src 'sha256-${hashOf(script)}'; connect-src 'self';`;
  return `default-src 'none'; style-src ${styles};${scripts} form-action ${formTargets}; frame-ancestors 'none'; base-uri 'none'`;
}

const hashes = new Map<string, string>();

/** Remembered: there are few styles and scripts, and each page has some. */
function hashOf(text: string): string {
  const known = hashes.get(text) ?? createHash('sha256').update(text).digest('base64');
  hashes.set(text, known);
  return known;
}

/** A field of a form that nobody sees. */
export function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${html(name)}" value="${html(value)}">`;
}

/** A text as it stands in HTML, also within the quotes of an attribute. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`);
}
