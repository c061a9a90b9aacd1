import type { FastifyReply } from 'fastify';
import type { PersonalToken } from '../../access/personal-tokens.ts';
import { everyScope, scopeWords } from '../../access/scopes.ts';
import { tokenNameLength } from '../../base/limits.ts';
import type { TokenForm } from '../../wire/token-form.ts';
import { hidden, html, type Page, sendPage } from './page.ts';

/** What both pages show: whose tokens they are about, and what was wrong with the last answer. */
type Frame = { readonly organization: string; readonly proof: string; readonly problem?: string };

export type TokenPage = Frame & {
  readonly who: string;
  readonly tokens: readonly PersonalToken[];
  /** The scopes that the reader holds, and so can give to a token. */
  readonly scopes: readonly string[];
  /** The text of a token that was just made. */
  readonly made?: { readonly name: string; readonly text: string };
  /** What was asked for last, to be mended. */
  readonly asked?: TokenForm;
};

const title = 'Personal access tokens';
const terms = [7, 30, 60, 90, 180, 365];
const defaultDays = '30';

/** Sends the page on which people sign in. */
export function sendSignIn(reply: FastifyReply, { organization, proof, problem }: Frame): FastifyReply {
  const body = `<main><h1>Sign in to ${html(organization)}</h1>${alert(problem)}
<p>Paste a personal access token of yours. The server printed one when it was first started; <code>millrace token create</code> makes others.</p>
<form method="post">${hidden('do', 'signIn')}${hidden('proof', proof)}
<label for="token">Personal access token</label>
<input id="token" name="token" type="password" autocomplete="current-password" spellcheck="false" required autofocus>
<button class="main">Sign in</button>
</form></main>`;
  return sendPage(reply, pageOf('Sign in', body));
}

/** Sends the page on which people list, create and revoke their tokens. */
export function sendTokens(reply: FastifyReply, page: TokenPage): FastifyReply {
  const { organization, who, proof, problem, made } = page;
  const body = `<header class="wide"><span>${html(organization)}</span>
<form method="post">${hidden('do', 'signOut')}${hidden('proof', proof)}${html(who)} <button>Sign out</button></form></header>
<main class="wide"><h1>${title}</h1>${made === undefined ? '' : madeNote(made)}${alert(problem)}
${listOf(page)}
${formOf(page)}
</main>`;
  return sendPage(reply, pageOf(title, body));
}

/** Sends a page that says why nothing can be done. */
export function sendTokenProblem(reply: FastifyReply, problem: string): FastifyReply {
  return sendPage(
    reply,
    pageOf(title, `<main><h1>${title}</h1>${alert(problem)}<p><a href="">Start again</a></p></main>`),
  );
}

function pageOf(name: string, body: string): Page {
  return { title: `${name} – Millrace`, body, formTargets: "'self'" };
}

function alert(problem: string | undefined): string {
  return problem === undefined ? '' : `<p role="alert">${html(problem)}</p>`;
}

function madeNote({ name, text }: { readonly name: string; readonly text: string }): string {
  return `<div role="status"><strong>${html(name)}</strong> is created. Copy it now: it is shown this once.<code class="secret">${html(text)}</code></div>`;
}

function listOf({ tokens, proof }: TokenPage): string {
  if (tokens.length === 0) return '<p>You have no tokens.</p>';
  const rows = tokens.map(
    ({ id, name, scopes, createdAt, expiresAt }) => `<tr><th scope="row">${html(name)}</th>
<td><ul>${scopes.map(scope => `<li>${html(scopeWords[scope] ?? scope)} <code>${html(scope)}</code></li>`).join('')}</ul></td>
<td>${day(createdAt)}</td><td>${expiresAt === undefined ? 'you revoke it' : day(expiresAt)}</td>
<td><form method="post">${hidden('do', 'revoke')}${hidden('id', id)}${hidden('proof', proof)}<button aria-label="Revoke ${html(name)}">Revoke</button></form></td></tr>`,
  );
  return `<h2 id="yours">Your tokens</h2><div class="table" role="region" aria-labelledby="yours" tabindex="0"><table><thead><tr><th scope="col">Name</th>
<th scope="col">What it may do</th><th scope="col">Created</th><th scope="col">Good until</th><td></td></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function day(at: number): string {
  const text = new Date(at).toISOString();
  return `<time datetime="${text}">${text.slice(0, 10)}</time>`;
}

function formOf({ scopes, proof, asked = {} }: TokenPage): string {
  const { name = '', days = defaultDays, access = 'some' } = asked;
  const options = terms.map(
    term => `<option value="${term}"${String(term) === days ? ' selected' : ''}>${term} days</option>`,
  );
  return `<h2>New token</h2>
<form method="post">${hidden('do', 'create')}${hidden('proof', proof)}
<label for="name">Name</label><input id="name" name="name" maxlength="${tokenNameLength}" autocomplete="off" required value="${html(name)}">
<label for="days">Good for</label><select id="days" name="days">${options.join('')}</select>
<fieldset><legend>What it may do</legend>${scopesOf(scopes, access, asked.scope ?? '')}</fieldset>
<button class="main">Create</button>
</form>`;
}

function scopesOf(scopes: readonly string[], access: string, chosen: string): string {
  const isAll = access === 'everything' && scopes.includes(everyScope);
  const all = `<label><input type="radio" name="access" value="everything" id="everything"${isAll ? ' checked' : ''}>${scopeWords[everyScope]}</label>
<label><input type="radio" name="access" value="some"${isAll ? '' : ' checked'}>Only what is chosen here:</label>`;
  const names = new Set(chosen.split(' '));
  const boxes = scopes
    .filter(scope => scope !== everyScope)
    .map(
      scope =>
        `<label><input type="checkbox" name="scope" value="${html(scope)}"${names.has(scope) ? ' checked' : ''}><span>${html(scopeWords[scope] ?? scope)}<code>${html(scope)}</code></span></label>`,
    );
  return `${scopes.includes(everyScope) ? all : hidden('access', 'some')}<div class="scopes">${boxes.join('')}</div>`;
}
