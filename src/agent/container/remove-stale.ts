import { isProcessGone } from '../process/process-identity.ts';
import type { EngineCalls } from './engine-calls.ts';
import { ownerLabelName } from './owner-label.ts';

/** Removes the containers and networks whose owner was killed before it could. Concerns nothing but what Millrace made on this machine. */
export async function removeStale(calls: EngineCalls): Promise<void> {
  const format = `{{.ID}} {{.Label "${ownerLabelName}"}}`;
  const filter = ['--filter', `label=${ownerLabelName}`, '--no-trunc', '--format', format];
  const containers = staleIds((await calls.call({ args: ['ps', '--all', ...filter] })).lines);
  if (containers.length > 0) await calls.call({ args: ['rm', '--force', '--volumes', ...containers] });
  const networks = staleIds((await calls.call({ args: ['network', 'ls', ...filter] })).lines);
  if (networks.length > 0) await calls.call({ args: ['network', 'rm', ...networks] });
}

function staleIds(lines: readonly string[]): readonly string[] {
  return lines.flatMap(line => {
    const [id, owner] = line.trim().split(/\s+/);
    return id !== undefined && owner !== undefined && isProcessGone(owner) ? [id] : [];
  });
}
