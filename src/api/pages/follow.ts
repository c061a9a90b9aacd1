/**
 * The one script of the pages: it asks for the page again while what it shows goes on, less often where answers take long, and puts what changed in its place. What a person has opened
 * or closed stays so, and nothing is changed that he is writing in. Without it the browser loads the page anew.
 */
export const follow = `const everyMs = 2000;
const partsOf = root => [...root.querySelectorAll('[data-part]')];
const isWrittenIn = part => [...part.querySelectorAll('textarea,input:not([type=hidden])')].some(field => field === document.activeElement || field.value !== field.defaultValue);
function put(part, next) {
  for (const before of part.querySelectorAll('details[data-by-hand]')) {
    const after = next.querySelector('#' + CSS.escape(before.id));
    if (after !== null) { after.open = before.open; after.dataset.byHand = ''; }
  }
  const focused = part.contains(document.activeElement) ? document.activeElement.id : '';
  if (part.matches('[role=status]')) part.replaceChildren(...next.childNodes);
  else part.replaceWith(next);
  if (focused !== '') document.getElementById(focused)?.focus({ preventScroll: true });
}
const seen = new Map(partsOf(document).map(part => [part.dataset.part, part.outerHTML]));
function update(page) {
  document.title = page.title;
  const isAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 40;
  for (const next of partsOf(page)) {
    const name = next.dataset.part;
    const text = next.outerHTML;
    const part = document.querySelector('[data-part="' + name + '"]');
    if (part === null || seen.get(name) === text || isWrittenIn(part)) continue;
    put(part, next);
    seen.set(name, text);
  }
  if (isAtEnd && document.querySelector('[data-tail]') !== null) scrollTo(0, document.documentElement.scrollHeight);
}
addEventListener('click', ({ target }) => {
  const details = target.closest('summary')?.parentElement;
  if (details) details.dataset.byHand = '';
});
let tookMs = 0;
for (let goesOn = true; goesOn; ) {
  const waitMs = Math.max(document.hidden ? everyMs * 5 : everyMs, tookMs * 20);
  await new Promise(done => setTimeout(done, waitMs));
  const begun = performance.now();
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
  if (answer === undefined || answer.status >= 500 || answer.status === 429) continue;
  if (!answer.ok) break;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  tookMs = performance.now() - begun;
  update(page);
  goesOn = page.querySelector('[data-live]') !== null;
}`;
