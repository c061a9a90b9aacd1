/** `durationText` as the browser has it: it counts on what has begun. */
export const spokenDuration = `function durationText(ms) {
  const pad = count => String(Math.floor(count)).padStart(2, '0');
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return seconds.toFixed(1) + ' s';
  if (seconds < 60) return Math.floor(seconds) + ' s';
  if (seconds < 3600) return Math.floor(seconds / 60) + ' min ' + pad(seconds % 60) + ' s';
  return Math.floor(seconds / 3600) + ' h ' + pad((seconds % 3600) / 60) + ' min';
}`;

/**
 * The one script of the pages: it asks for the page again while what it shows goes on, less often where answers take long, and puts what changed in its place. It says which page it has, and
 * is sent nothing while that is the newest. What a person has opened or closed stays so, and nothing is changed that he is writing in. Without it the browser loads the page anew.
 */
export const follow = `const everyMs = 2000;
${spokenDuration}
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
const { dataset } = document.querySelector('[data-live]');
let mark = dataset.live;
const aheadMs = Date.now() - dataset.now;
const counting = setInterval(() => {
  for (const time of document.querySelectorAll('[data-since]')) time.textContent = durationText(Date.now() - aheadMs - time.dataset.since);
}, 1000);
let tookMs = 0;
for (let goesOn = true; goesOn; ) {
  const waitMs = Math.max(document.hidden ? everyMs * 5 : everyMs, tookMs * 20);
  await new Promise(done => setTimeout(done, waitMs));
  const begun = performance.now();
  const answer = await fetch(location.href, { headers: { accept: 'text/html', 'if-none-match': mark } }).catch(() => undefined);
  if (answer === undefined || [304, 429].includes(answer.status) || answer.status >= 500) continue;
  if (!answer.ok) break;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  tookMs = performance.now() - begun;
  update(page);
  mark = page.querySelector('[data-live]')?.dataset.live;
  goesOn = mark !== undefined;
}
clearInterval(counting);`;
