import { linesOf } from '../byte-lines.ts';
import type { Io } from '../io.ts';
import { paletteOf } from '../palette.ts';
import type { RunProgress } from '../run-progress.ts';
import { LiveView } from './live-view.ts';
import { PlainView } from './plain-view.ts';
import type { RunView } from './run-view.ts';

/** How often a live tree is drawn, in milliseconds. */
const frameMs = 100;

/** A view on stdout: one JSON object per event, or lines; as text a live tree on a terminal, lines elsewhere. */
export function openRunView({ out, env }: Io, format: 'text' | 'lines' | 'json'): RunView {
  if (format === 'json') {
    return { event: event => void out.write(`${JSON.stringify(asJson(event))}\n`), close: () => undefined };
  }
  const palette = paletteOf(out, env);
  if (format === 'text' && out.isTerminal && env.TERM !== 'dumb') return openLive(new LiveView(out, palette));
  const plain = new PlainView(out);
  return { event: event => plain.event(event), close: () => undefined };
}

/** Programs read output as the lines that it is. */
function asJson(event: RunProgress): unknown {
  if (event.type !== 'lines') return event;
  const { text, ...place } = event;
  return { ...place, lines: linesOf(text) };
}

function openLive(live: LiveView): RunView {
  const frames = setInterval(() => live.draw(performance.now()), frameMs).unref();
  return {
    event: event => live.event(event, performance.now()),
    close() {
      clearInterval(frames);
      live.close(performance.now());
    },
  };
}
