import type { GitReader } from '../api/git-reader.ts';
import { compareCommits, readCommits } from '../source/git-commits.ts';
import { readDifferences, readMergeBases } from '../source/git-diff.ts';
import { readBlob, readEntry, readFolder } from '../source/git-files.ts';
import { objectSize, readTag, readTree } from '../source/git-objects.ts';
import { listRefs, resolveRef } from '../source/git-refs.ts';

/** Reads repositories with git. */
export const gitReader: GitReader = {
  refs: listRefs,
  resolve: async (url, version) => (await resolveRef(url, version))?.commit,
  commits: readCommits,
  compare: compareCommits,
  entry: readEntry,
  folder: readFolder,
  blob: readBlob,
  size: objectSize,
  tree: readTree,
  tag: readTag,
  differences: readDifferences,
  mergeBases: readMergeBases,
};
