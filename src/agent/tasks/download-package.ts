import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../base/message-of.ts';
import { nodeCrypto } from '../../base/node-crypto.ts';
import { unpackZip } from '../../tasks/archive.ts';
import { AgentServerError, type WireStep } from '../../wire/agent-protocol.ts';
import type { TaskDownload } from '../../wire/agent-server.ts';
import type { StepContext } from '../step/step-context.ts';
import { TaskFailure } from './task.ts';

const downloadTries = 3;

/** The folder of a package that the server has, downloaded unless it is there; `undefined` where the server has none. */
export async function downloadPackage(
  { id, name, version }: WireStep['reference'],
  step: StepContext,
): Promise<string | undefined> {
  const { folder, server } = step.job.packages;
  const parent = join(folder, `${name}_${id.toLowerCase()}`);
  const target = join(parent, version);
  if (existsSync(`${target}.completed`)) return target;
  if (server.downloadTask === undefined) return undefined;
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      const download = await server.downloadTask({ id, version });
      step.write(`Downloading task: ${name} (${version})`);
      await keep(download, parent, target);
      return target;
    } catch (failure) {
      if (failure instanceof AgentServerError && failure.status === 404) return undefined;
      const reason = messageOf(failure);
      if (tryNumber === downloadTries) throw new TaskFailure(`Failed to download task '${name}'. Error ${reason}`);
      const units = 10 + Math.floor(Math.random() * 20);
      step.warning(`Failed to download task '${name}'. Error ${reason}`);
      step.warning(`Back off ${(units * step.job.retryUnitMs) / 1000} seconds before retry.`);
      await sleep(units * step.job.retryUnitMs, undefined, { signal: step.job.status.aborted });
    }
  }
}

/** Puts a package in place as a whole: another agent of this machine may be doing the same. */
async function keep(download: TaskDownload, parent: string, target: string): Promise<void> {
  const draft = join(parent, `.${nodeCrypto().randomUUID()}`);
  const zip = `${draft}.zip`;
  await mkdir(draft, { recursive: true });
  try {
    await save(download, zip);
    await unpackZip(zip, draft);
    await rename(draft, target).catch(async failure => {
      // Either the other one was faster, or an agent was killed before it had marked its own as complete: this one is whole.
      if (existsSync(`${target}.completed`)) return;
      await rm(target, { recursive: true, force: true });
      await rename(draft, target).catch(() => Promise.reject(failure));
    });
    await writeFile(`${target}.completed`, '');
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(zip, { force: true });
  }
}

async function save({ bytes, sha256 }: TaskDownload, file: string): Promise<void> {
  const digest = nodeCrypto().createHash('sha256');
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      digest.update(piece);
      yield piece;
    }
  };
  await pipeline(Readable.from(hashed(), { objectMode: false }), createWriteStream(file));
  const found = digest.digest('hex');
  if (sha256 !== undefined && sha256 !== found) throw new Error(`The bytes that came are not those of the package.`);
}
