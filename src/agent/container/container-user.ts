import { userInfo } from 'node:os';
import { ContainerFailure, type EngineCalls } from './engine-calls.ts';

/** The longest name of a user that Alpine takes. */
const nameChars = 32;

/**
 * Finds the container's user with the agent's user id, or makes one that may become root without a password, so that files which steps write
 * belong to the agent. Works with the tools of Debian, Fedora and Alpine, and without any; what an image lacks beyond the user itself is done without.
 * Arguments: user id, group id, name, the engine's socket.
 */
export const userScript = `set -u
uid=$1 gid=$2 user=$3 socket=$4
lookup() { getent "$1" "$2" 2>/dev/null || awk -F: -v id="$2" '$3 == id' "/etc/$1" 2>/dev/null; }
has() { command -v "$1" >/dev/null 2>&1; }
name=$(lookup passwd "$uid" | cut -d: -f1)
if [ -z "$name" ]; then
  name=$user
  if has useradd; then
    [ -n "$(lookup group "$gid")" ] || groupadd -g "$gid" "$name" || exit 1
    useradd -m -g "$gid" -u "$uid" "$name" || exit 1
  elif has adduser && has addgroup; then
    group=$(lookup group "$gid" | cut -d: -f1)
    [ -n "$group" ] || { group=$name; addgroup -g "$gid" "$group" || exit 1; }
    adduser -D -G "$group" -u "$uid" "$name" || exit 1
  else
    [ -n "$(lookup group "$gid")" ] || echo "$name:x:$gid:" >>/etc/group || exit 1
    echo "$name:x:$uid:$gid::/home/$name:/bin/sh" >>/etc/passwd || exit 1
    mkdir -p "/home/$name" && chown "$uid:$gid" "/home/$name"
  fi
  if has groupadd && has usermod; then
    groupadd azure_pipelines_sudo && usermod -a -G azure_pipelines_sudo "$name"
    [ ! -d /etc/sudoers.d ] || echo '%azure_pipelines_sudo ALL=(ALL:ALL) NOPASSWD:ALL' >/etc/sudoers.d/azure_pipelines
  fi
fi
if [ "$uid" != 0 ] && [ -S "$socket" ] && has usermod; then
  gid=$(stat -c %g "$socket")
  group=$(lookup group "$gid" | cut -d: -f1)
  [ -n "$group" ] || { group=azure_pipelines_docker; groupadd -g "$gid" "$group"; }
  usermod -a -G "$group" "$name"
fi
printf '%s\\n' "$name"`;

/** Sees to it that a container has a user with the agent's user id. Answers that id. Throws a `ContainerFailure` when there can be none. */
export async function ensureUser(calls: EngineCalls, id: string, note: (message: string) => void): Promise<string> {
  const uid = String(process.getuid?.() ?? 0);
  const gid = String(process.getgid?.() ?? 0);
  note(`Try to create a user with UID '${uid}' inside the container.`);
  const { exitCode } = await calls.call({
    args: ['exec', '-u', '0', id, 'bash', '-c', userScript, 'bash', uid, gid, containerUser(), '/var/run/docker.sock'],
    shown: `exec -u 0 ${id} bash -c <find or make the user ${uid}:${gid}>`,
  });
  if (exitCode !== 0) {
    throw new ContainerFailure(
      `No user with UID '${uid}' could be made inside the container: see above. Its image needs root as its start user.`,
    );
  }
  return uid;
}

function containerUser(): string {
  const suffix = '_azpcontainer';
  return `${hostUser().slice(0, nameChars - suffix.length)}${suffix}`;
}

function hostUser(): string {
  try {
    return userInfo().username.replace(/[^a-z0-9_-]/gi, '_');
  } catch {
    // A user id without a name, as containers have.
    return 'agent';
  }
}
