const help = 'For more help, refer to https://go.microsoft.com/fwlink/?linkid=842996';

/** What the service says about expressions, to the letter. */
export const wording = {
  located: (what: string, symbol: string, position: number, expression: string) =>
    `${what}: '${symbol}'. Located at position ${position} within expression: '${expression}'. ${help}`,
  unrecognized: 'Unrecognized value',
  unexpected: 'Unexpected symbol',
  propertyExpected: "Expected a property name to follow the dereference operator '.'",
  parenthesisExpected: "Expected '(' to follow a function",
  unclosedFunction: 'Unclosed function',
  unclosedIndex: 'Unclosed indexer',
  tooDeep: (depth: number) => `Exceeded max expression depth ${depth}. ${help}`,
  tooLong: (length: number) => `Exceeded max expression length ${length}. ${help}`,
  expressionExpected: 'An expression was expected',
  expressionNotAllowed: 'A template expression is not allowed in this context',
  expressionUnclosed: `The expression is not closed. An unescaped \${{ sequence was found, but the closing }} sequence was not found.`,
  runtimeExpressionInvalid: (text: string) =>
    `'${text}' is not a valid expression. Expressions must be enclosed with '$[' and ']'.`,
  unrecognizedName: (name: string) => `Unrecognized value: '${name}'`,
  uncountedPrefix: (prefix: string) =>
    `The prefix '${prefix}' of a counter was not known when the run was queued, and is not counted.`,
  keyNotFound: (key: string) => `Key not found '${key}'`,
  notConvertible: (from: string, to: string, value: string) =>
    `Unable to convert from ${from} to ${to}. Value: ${value}`,
  memoryExceeded: (expression: string) =>
    `The maximum allowed memory size was exceeded while evaluating the following expression: ${expression}`,
  formatInvalid: (format: string) => `The following format string is invalid: ${format}`,
  formatArgumentMissing: (format: string) =>
    `The following format string references more arguments than were supplied: ${format}`,
  formatSpecifiersInvalid: (specifiers: string, kind: string) =>
    `The format specifiers '${specifiers}' are not valid for objects of type '${kind}'`,
  directiveInline: (name: string) =>
    `The directive '${name}' is not allowed in this context. Directives are not supported for expressions that are embedded within a string. Directives are only supported when the entire value is an expression.`,
  directiveArguments: (expected: number, name: string, actual: number) =>
    `Exactly ${expected} parameter(s) were expected following the directive '${name}'. Actual parameter count: ${actual}`,
  eachForm: (word: string) =>
    `The value '${word}' is unexpected. The expected format of an 'each' expression is: \${ each <identifier> in <value> }`,
} as const;
