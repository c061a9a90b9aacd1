import { execFile } from 'node:child_process';
import { access, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The sample's pipeline, from its root. */
export const sampleYamlPath = 'azure-pipelines.yml';

/** Copies the sample into a git repository of its own, once: what a user commits there afterwards stays. Answers its folder. */
export async function makeSampleRepository(from: string, to: string): Promise<string> {
  if (await exists(join(to, '.git'))) return to;
  await mkdir(to, { recursive: true });
  await cp(from, to, { recursive: true });
  const identity = ['-c', 'user.name=Millrace', '-c', 'user.email=millrace@localhost'];
  await git(to, ['init', '--quiet', '--initial-branch=main']);
  await git(to, ['add', '--all']);
  await git(to, [...identity, 'commit', '--quiet', '--message', 'The sample']);
  return to;
}

async function git(folder: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)('git', ['-C', folder, ...args]);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
