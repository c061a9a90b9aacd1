import type { CodeMerger } from '../run/ports/code-merger.ts';
import { contains, isCheckedOut, mergeCommits, moveRef } from '../source/git-merge.ts';

/** Merges commits with git. */
export const gitMerger: CodeMerger = { merge: mergeCommits, moveRef, contains, isCheckedOut };
