/**
 * What `exec` starts in a container: reads the step's environment from stdin, so that no secret is on a command line, in the engine's records or
 * on disk; writes its process id, by which the step is stopped; puts folders before the container's own path; and becomes the program.
 * Names that bash cannot export go through `env`.
 */
const script = `__mr_odd=()
while IFS= read -r -d '' __mr_entry; do
  if [[ \${__mr_entry%%=*} =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]]; then export "$__mr_entry" 2>/dev/null; else __mr_odd+=("$__mr_entry"); fi
done
printf '%s' "$$" >"$1"
[[ -z $2 ]] || export PATH="$2\${PATH:+:$PATH}"
shift 2
if ((\${#__mr_odd[@]})); then exec env "\${__mr_odd[@]}" "$@"; fi
exec "$@"`;

export type LaunchCall = {
  readonly container: string;
  readonly user: string;
  readonly cwd: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Folders that come before the container's path. */
  readonly pathPrefixes: readonly string[];
  /** Where the process writes its id, as the container sees it. */
  readonly idFile: string;
};

/** The engine's arguments and the standard input that start a program in a container. */
export function launch(call: LaunchCall): { readonly args: readonly string[]; readonly input: string } {
  const { container, user, cwd, file, args, environment, pathPrefixes, idFile } = call;
  const entries = Object.entries(environment).filter(([name, value]) => !`${name}${value}`.includes('\0'));
  return {
    args: [
      ...['exec', '-i', '-u', user, '-w', cwd, container],
      ...['bash', '-c', script, 'bash', idFile, pathPrefixes.join(':'), file, ...args],
    ],
    input: entries.map(([name, value]) => `${name}=${value}\0`).join(''),
  };
}
