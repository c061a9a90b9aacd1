import { html } from '../http/page.ts';

/** HTML that is safe to send. Only `markup` makes it, so that no text of others gets in as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: texts are escaped, markup is not, lists are joined, what is not there leaves nothing. */
export type Piece = Markup | string | number | undefined | false | readonly Piece[];

/** HTML with pieces in it. A piece stands between tags, or within an attribute in double quotes, and nowhere else. */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let text = strings[0] ?? '';
  for (const [index, piece] of pieces.entries()) text += textOf(piece) + (strings[index + 1] ?? '');
  return new Markup(text);
}

function textOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'object') return piece.map(textOf).join('');
  return html(String(piece));
}
