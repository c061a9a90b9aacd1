import type { Finding, SourceFile } from '../base/finding.ts';
import { Cursor } from './reader/cursor.ts';
import { readDocument } from './reader/document.ts';
import { ReadFailure } from './reader/failure.ts';
import type { YamlNode } from './tree.ts';

/** A file's tree, or what stopped its reading. `root` is there exactly when there are no findings. */
export type ReadResult = { readonly root: YamlNode | undefined; readonly findings: readonly Finding[] };

/**
 * Reads the one YAML document of a file as the service does: scalars stay text, keys keep their order and may repeat.
 * Takes time linear in the text and never throws on account of it: whatever can't be read is a finding, and the first ends the
 * reading. An empty file is an error. At most `yamlDepth` collections may be open within each other; the size is the caller's
 * to check (`yamlFileBytes`).
 */
export function readYaml(file: SourceFile): ReadResult {
  try {
    return { root: readDocument(new Cursor(file.path, file.text)), findings: [] };
  } catch (stop) {
    if (stop instanceof ReadFailure) return { root: undefined, findings: stop.findings };
    throw stop;
  }
}
