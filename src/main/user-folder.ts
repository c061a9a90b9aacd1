import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where Millrace keeps what belongs to this user and to no server: `MILLRACE_HOME`, else the place that the system has for it. It need not
 * be there.
 */
function userFolder(environment: Environment = process.env): string {
  if (environment.MILLRACE_HOME) return environment.MILLRACE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'millrace');
  if (process.platform === 'win32' && environment.LOCALAPPDATA) return join(environment.LOCALAPPDATA, 'millrace');
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'millrace');
}

/** Where the packages are that `millrace tasks add` has installed for this user. */
export function userTasksFolder(environment: Environment = process.env): string {
  return join(userFolder(environment), 'tasks');
}
