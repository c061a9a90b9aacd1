import type { FastifyReply } from 'fastify';
import { sendPage } from '../http/page.ts';
import { follow } from './follow.ts';
import { type Markup, markup } from './markup.ts';
import { style } from './style.ts';
import type { Visit } from './visit.ts';

/** A step of the way to a page. */
export type Step = { readonly text: string; readonly href?: string };

/** What a page shows. */
export type Content = {
  /** Of the window: the most telling first. */
  readonly title: string;
  /** From the organization on to the page itself, which has no address there. */
  readonly trail: readonly Step[];
  readonly main: Markup;
  /** It changes by itself, and is followed. */
  readonly isLive?: boolean;
};

/** A page that is followed: what tells cheaply whether it has changed, and how it is made. Nothing that `content` reads may be older than the mark. */
export type Followed = { readonly mark: string; readonly content: () => Promise<Content> };

/** How often a browser without scripts asks for a page that is followed. */
const refreshSeconds = 5;

/** Sends a page with the way to it and who is signed in; one that is followed by the tag that names it. */
export function sendContent(reply: FastifyReply, visit: Visit, content: Content, tag = ''): FastifyReply {
  const { title, trail, main, isLive = false } = content;
  const live = isLive ? markup` data-live="${tag}" data-now="${visit.now}"` : '';
  const body = markup`<a class="skip" href="#main">Skip to content</a>
<header class="wide"><nav aria-label="Breadcrumb"><ol class="trail">${trail.map((step, index) => stepOf(step, index === trail.length - 1))}</ol></nav>${signOut(visit)}</header>
<main id="main" class="wide" tabindex="-1"${live}>${main}</main>`;
  if (isLive) reply.header('etag', tag);
  return sendPage(reply, {
    title: `${title} – Millrace`,
    body: body.text,
    formTargets: "'self'",
    style,
    ...(isLive ? { script: follow, refreshSeconds } : {}),
  });
}

/** The organization as the first step; it leads to the projects for who may see them. */
export function organizationStep(visit: Visit): Step {
  const { organization, home } = visit;
  return visit.may('projectsPage.show') ? { text: organization, href: home } : { text: organization };
}

function stepOf({ text, href }: Step, isLast: boolean): Markup {
  const current = isLast ? markup` aria-current="page"` : '';
  if (href === undefined) return markup`<li${current}><bdi>${text}</bdi></li>`;
  return markup`<li><a href="${href}"><bdi>${text}</bdi></a></li>`;
}

function signOut({ home, caller, proof }: Visit): Markup | undefined {
  if (proof === undefined) return undefined;
  return markup`<form method="post" action="${home}/_signout">${proofField(proof)}<span>${caller.identity.displayName}</span> <button>Sign out</button></form>`;
}

/** What each form of somebody who is signed in has in it. */
export function proofField(proof: string): Markup {
  return markup`<input type="hidden" name="proof" value="${proof}">`;
}
