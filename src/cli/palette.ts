import type { Io, TextOut } from './io.ts';

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Paints texts; without colours each text stays as it is. */
export type Palette = Readonly<Record<keyof typeof codes, (text: string) => string>>;

/** Colours are for terminals, unless `NO_COLOR` asks for none. */
export function paletteOf(out: TextOut, env: Io['env']): Palette {
  return palette(out.isTerminal && !env.NO_COLOR && env.TERM !== 'dumb');
}

/** Leaves each text as it is. */
export const plainPalette: Palette = palette(false);

function palette(isPainted: boolean): Palette {
  const painter = (code: number) =>
    isPainted ? (text: string) => `\u001b[${code}m${text}\u001b[0m` : (text: string) => text;
  return {
    bold: painter(codes.bold),
    dim: painter(codes.dim),
    red: painter(codes.red),
    green: painter(codes.green),
    yellow: painter(codes.yellow),
    cyan: painter(codes.cyan),
  };
}
