import { serviceError } from '../http/errors.ts';

const longest = 64;

/** Throws the service's refusal of what can be no pool's name. YAML refers to a pool by it, so it has no slashes and no macros. */
export function checkPoolName(name: string): void {
  const isName = name.trim() === name && name !== '' && name.length <= longest;
  if (isName && !/[/\\[\]:|<>+=;?*"$,\p{Cc}]/u.test(name)) return;
  throw serviceError(
    'poolInvalid',
    `The agent pool name '${name}' is not valid: it has at most ${longest} characters, and none of / \\ [ ] : | < > + = ; ? * " $ and ,.`,
  );
}
