const words = ['ci', 'azurepipelines', 'azpipelines', 'azp'];
const marks = new RegExp(
  [
    ...words.flatMap(word => [String.raw`\[skip ${word}\]`, String.raw`\[${word} skip\]`]),
    'skip-checks: ?true',
    String.raw`\*\*\*NO_CI\*\*\*`,
  ].join('|'),
  'i',
);

/** Whether one of the messages of pushed commits asks for no run. The marks are those of the service. */
export function asksToSkip(messages: readonly string[]): boolean {
  return messages.some(message => marks.test(message));
}
