/**
 * Whether an input is shown by its `visibleRule`: comparisons `name OP value`, joined by `&&` or by `||`, without parentheses, as task authors
 * may write them. Operators are `=`, `==`, `!=`, `Contains`, `NotContains`, `StartsWith`, `NotStartsWith`, `EndsWith` and `NotEndsWith`; case makes no
 * difference. A rule that cannot be read shows its input.
 */
export function isVisible(rule: string, inputValue: (input: string) => string): boolean {
  if (rule.trim() === '') return true;
  const holds = (comparison: string): boolean => evaluate(comparison, inputValue);
  return rule.split('||').some(alternative => alternative.split('&&').every(holds));
}

const tests: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  '=': (value, wanted) => value === wanted,
  '==': (value, wanted) => value === wanted,
  '!=': (value, wanted) => value !== wanted,
  contains: (value, wanted) => value.includes(wanted),
  notcontains: (value, wanted) => !value.includes(wanted),
  startswith: (value, wanted) => value.startsWith(wanted),
  notstartswith: (value, wanted) => !value.startsWith(wanted),
  endswith: (value, wanted) => value.endsWith(wanted),
  notendswith: (value, wanted) => !value.endsWith(wanted),
};

const comparison = /^\s*([^\s=!]+)\s*(==|=|!=|\b(?:not)?(?:contains|startswith|endswith)\b)\s*(.*?)\s*$/i;

function evaluate(text: string, inputValue: (input: string) => string): boolean {
  const [, name, operator = '', wanted = ''] = comparison.exec(text) ?? [];
  const test = tests[operator.toLowerCase()];
  if (name === undefined || test === undefined) return true;
  return test(inputValue(name).toLowerCase(), wanted.toLowerCase());
}
