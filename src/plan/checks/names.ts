const validName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether the service takes a name for a stage, job or step. */
export function isValidName(name: string): boolean {
  return validName.test(name);
}

/** Those of some named things whose name an earlier one has, in any case. */
export function repeated<Named extends { readonly name: string }>(things: readonly Named[]): readonly Named[] {
  const seen = new Set<string>();
  return things.filter(({ name }) => {
    const { size } = seen;
    return seen.add(name.toLowerCase()).size === size;
  });
}
