import type { Finding } from '../../base/finding.ts';

/** The flags that give what a pipeline lacks, by the code of the finding that says so. */
const flags: Readonly<Record<string, string>> = {
  'template.repository-unreadable': '--repository NAME=DIR names the folder that it has on this machine.',
  'parameter.missing': '--parameter NAME=VALUE gives it one.',
};

/** Which flag of the command line mends a finding, if any does: what a template lacks is given in YAML. */
export function flagHint({ code, via }: Finding): string | undefined {
  return code === 'parameter.missing' && via.length > 0 ? undefined : flags[code];
}
