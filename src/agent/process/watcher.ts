import { type ChildProcess, spawn } from 'node:child_process';
import { lookupVariable } from './process-table.ts';

/**
 * The watcher's program, for any POSIX shell. It reads what to end from stdin; when that ends without `end`, the agent was killed. Then it kills
 * the process groups of the job, on Linux whatever carries the job's mark in its environment, and what the container engine runs for it.
 */
const script = `mark=$1 groups=' ' engine= labels=
while read -r verb first rest; do
  case $verb in
    end) exit 0 ;;
    add) groups="$groups$first " ;;
    leave) case $groups in *" $first "*) groups="\${groups%% $first *} \${groups#* $first }" ;; esac ;;
    engine) engine=$rest labels=$first ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
for round in 1 2 3 4 5; do
  found=
  for file in /proc/[0-9]*/environ; do
    grep -q -a -F "$mark" "$file" 2>/dev/null || continue
    pid=\${file#/proc/}
    kill -s KILL "\${pid%/environ}" 2>/dev/null && found=1
  done
  [ "$found" ] || break
done
[ "$engine" ] || exit 0
"$engine" ps --all --quiet --filter "label=$labels" | while read -r id; do "$engine" rm --force --volumes "$id"; done
"$engine" network ls --quiet --filter "label=$labels" | while read -r id; do "$engine" network rm "$id"; done`;

/**
 * A small shell beside a job, in a session of its own, that outlives the agent for a moment: when the agent is killed, it ends what the job left
 * running. It costs nothing but a sleeping process.
 */
export class Watcher {
  readonly #child: ChildProcess;

  /** `lookupId` is the job's mark. */
  constructor(lookupId: string) {
    this.#child = spawn('/bin/sh', ['-c', script, 'millrace-watcher', `${lookupVariable}=${lookupId}`], {
      detached: true,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // A machine without a shell, or one that ran out of processes, does without: the next start of the agent cleans up.
    this.#child.on('error', () => undefined);
    this.#child.stdin?.on('error', () => undefined);
    this.#child.unref();
    (this.#child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  }

  add(groupId: number): void {
    this.#say(`add ${groupId}`);
  }

  leave(groupId: number): void {
    this.#say(`leave ${groupId}`);
  }

  /** Containers and networks with a label go too. */
  engine(program: string, label: string): void {
    this.#say(`engine ${label} ${program}`);
  }

  /** The job is over; nothing more is to be ended. */
  end(): void {
    this.#say('end');
    this.#child.stdin?.end();
  }

  #say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }
}
