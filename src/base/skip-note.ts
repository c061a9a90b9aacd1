const evaluating = 'Evaluating: ';
const expanded = 'Expanded: ';

/**
 * In one line why something was skipped, from the lines that the evaluation of its condition left: the condition, and with its values where they
 * say more. `reason` absent or of another kind is passed on.
 */
export function skipNote(reason: string | undefined): string {
  const lines = (reason ?? '').split('\n');
  const condition = lines.find(line => line.startsWith(evaluating))?.slice(evaluating.length);
  if (condition === undefined) return reason ?? '';
  const values = lines.find(line => line.startsWith(expanded))?.slice(expanded.length);
  return `${condition} is false${values === undefined ? '' : `: ${values}`}`;
}
