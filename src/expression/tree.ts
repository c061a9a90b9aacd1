import type { Version } from './value.ts';

/** Offsets into the expression's text without the white space around it, in UTF-16 units, `end` exclusive. */
type Extent = { readonly start: number; readonly end: number };

export type Literal = Extent & { readonly kind: 'literal'; readonly value: boolean | number | string | Version };

/** A context (`variables`) or a loop's variable, spelled as authored; names are read in any case. */
export type Named = Extent & { readonly kind: 'named'; readonly name: string };

/** A function call, spelled as authored; names are read in any case. */
export type Call = Extent & { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

/** `object.name` */
export type Property = Extent & { readonly kind: 'property'; readonly object: Expression; readonly name: string };

/** `object[index]` */
export type Index = Extent & { readonly kind: 'index'; readonly object: Expression; readonly index: Expression };

/** `object.*` or `object[*]` */
export type Filter = Extent & { readonly kind: 'filter'; readonly object: Expression };

/** A step into an object or array. Steps nest to the left without limit, so walk them in a loop. */
export type Access = Property | Index | Filter;

/** A parsed expression. Calls and indexes nest at most `expressionDepth` deep. */
export type Expression = Literal | Named | Call | Access;
