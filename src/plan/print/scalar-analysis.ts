/** Which ways of writing a text are open to a YAML emitter. */
export type Analysis = {
  readonly isMultiline: boolean;
  readonly allowsPlain: boolean;
  readonly allowsSingleQuoted: boolean;
  readonly allowsBlock: boolean;
};

const empty: Analysis = { isMultiline: false, allowsPlain: false, allowsSingleQuoted: true, allowsBlock: false };

const documentMark = /^(---|\.\.\.)/;
const leadingIndicator = /^[#,[\]{}&*!|>"%@`']/;
const leadingIndicatorBeforeSpace = /^[?:-]([ \t\n\r\u0085\u2028\u2029]|$)/;
const mappingOrComment = /:(?=[ \t\n\r\u0085\u2028\u2029]|$)|[ \t\n\r\u0085\u2028\u2029]#/;
const lineBreak = /[\n\r\u0085\u2028\u2029]/;
const outerSpace = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/;
const breakThenSpace = /[\n\r\u0085\u2028\u2029] /;
const spaceThenBreak = / [\n\r\u0085\u2028\u2029]/;
const unprintable = /[^\t\n\r\x20-\x7e\u0085\u00a0-\ud7ff\ue000-\ufffd]/;

/** The common case, decided by one look: words without anything that YAML could read as something else. */
const obviouslyPlain = /^[A-Za-z_/$(][\w ./$()=,;+~*'"<>|&@\\-]*$/;

/**
 * Analyses a text as the service's YAML emitter does. Its rules are older and stricter than YAML's: a space before a line break, or a
 * character it counts as unprintable, leaves double quotes only.
 */
export function analyse(text: string): Analysis {
  if (text === '') return empty;
  if (obviouslyPlain.test(text) && !text.endsWith(' '))
    return { isMultiline: false, allowsPlain: true, allowsSingleQuoted: true, allowsBlock: true };
  const isMultiline = lineBreak.test(text);
  const onlyDoubleQuoted = spaceThenBreak.test(text) || unprintable.test(text);
  const hasBreakThenSpace = breakThenSpace.test(text);
  const allowsPlain =
    !isMultiline &&
    !onlyDoubleQuoted &&
    !outerSpace.test(text) &&
    !documentMark.test(text) &&
    !leadingIndicator.test(text) &&
    !leadingIndicatorBeforeSpace.test(text) &&
    !mappingOrComment.test(text);
  return {
    isMultiline,
    allowsPlain,
    allowsSingleQuoted: !onlyDoubleQuoted && !hasBreakThenSpace,
    allowsBlock: !onlyDoubleQuoted && !text.endsWith(' '),
  };
}
