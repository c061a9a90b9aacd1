import type { CodeWriter } from '../run/ports/code-writer.ts';
import { isRefName, objectKind, refId, setHead, writeTag } from '../source/git-objects.ts';
import { writeCommits } from '../source/git-write.ts';

/** Writes into repositories with git. */
export const gitWriter: CodeWriter = {
  commit: writeCommits,
  tag: writeTag,
  idOf: refId,
  kindOf: objectKind,
  isRefName,
  setHead,
};
