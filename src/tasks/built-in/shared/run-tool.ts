import * as tl from 'azure-pipelines-task-lib/task.js';

/** A program, found on the path, with its arguments. */
export type ToolCall = {
  readonly tool: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
};

/** Runs a program and shows what it prints; answers its exit code. Throws where there is no such program. */
export async function runTool({ tool, args, cwd = process.cwd(), env }: ToolCall): Promise<number> {
  const runner = tl.tool(tl.which(tool, true)).arg([...args]);
  const options = { cwd, ignoreReturnCode: true, env: { ...process.env, ...env } as NodeJS.ProcessEnv };
  return runner.execAsync(options);
}

/** As `runTool`, and throws unless the program ends with 0. */
export async function runToolWell(call: ToolCall): Promise<void> {
  const code = await runTool(call);
  if (code !== 0) throw new Error(`${call.tool} failed with return code: ${code}`);
}
