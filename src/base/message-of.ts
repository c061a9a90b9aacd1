/** What a failure says, whatever was thrown. Of failures in one, such as those of a host's several addresses, what each says. */
export function messageOf(failure: unknown): string {
  if (failure instanceof AggregateError && failure.message === '') return failure.errors.map(messageOf).join('; ');
  return failure instanceof Error ? failure.message : String(failure);
}
