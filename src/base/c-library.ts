import type * as Ffi from 'node:ffi';

/** Functions of the C library by the types of what they take; each answers an `int`. */
export type CSignatures = Readonly<Record<string, readonly Ffi.ArgumentType[]>>;

/** Functions of the C library, and where a buffer begins in memory. */
export type CFunctions = { readonly functions: unknown; readonly addressOf: (buffer: Buffer) => bigint };

/**
 * The C library of this process, or null where Node cannot call it: before Node 26.1, where it was built without, and on other systems than
 * Linux, whose structures differ; or where it lacks one of the functions.
 */
export function openCLibrary(signatures: CSignatures): CFunctions | null {
  if (process.platform !== 'linux') return null;
  try {
    const ffi = quietly(() => process.getBuiltinModule('node:ffi') as typeof Ffi | undefined);
    if (ffi === undefined) return null;
    const definitions = Object.entries(signatures).map(([name, list]) => [name, { return: 'i32', arguments: list }]);
    const { functions } = ffi.dlopen(null, Object.fromEntries(definitions));
    return { functions, addressOf: buffer => ffi.getRawPointer(buffer) };
  } catch {
    // Another C library, or another shape of an interface that Node still calls an experiment.
    return null;
  }
}

/** Node says at its first use that the module is an experiment, which is nothing that users of Millrace could do anything about. */
function quietly<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
