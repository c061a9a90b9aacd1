import { readPackage, type TaskPackage } from './package.ts';
import { isBundle } from './shipped.ts';

/** Reads a shipped package. Its handlers name the files of an installation; among the sources the same files are TypeScript. */
export async function readShipped(folder: string): Promise<TaskPackage> {
  const { definition } = await readPackage(folder);
  if (isBundle) return { folder, definition };
  const { main, prejob, postjob } = definition;
  const sources = Object.fromEntries(
    Object.entries({ main, prejob, postjob }).flatMap(([stage, handlers]) =>
      handlers === undefined
        ? []
        : [[stage, handlers.map(handler => ({ ...handler, target: handler.target.replace(/\.js$/, '.ts') }))]],
    ),
  );
  return { folder, definition: { ...definition, ...sources } };
}
