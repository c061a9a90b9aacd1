import type { JobVariable } from '../events.ts';

const hidden = '***';

/** Hides the secrets among some variables in texts: as they are, and as JSON and addresses write them. */
export function hideSecrets(
  variables: Readonly<Record<string, JobVariable>>,
  open: (sealed: string) => string,
): (text: string) => string {
  const secrets = Object.values(variables).flatMap(({ value, isSecret }) => (isSecret ? formsOf(open(value)) : []));
  const longestFirst = [...new Set(secrets)].toSorted((one, other) => other.length - one.length);
  return text => longestFirst.reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
}

function formsOf(secret: string): readonly string[] {
  if (secret === '') return [];
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURI(secret.toWellFormed()),
    encodeURIComponent(secret.toWellFormed()),
  ];
}
