import { commandNames } from '../../src/cli/program.ts';
import { bannedSyntax } from './rules/banned-syntax.ts';
import { bannedWords } from './rules/banned-words.ts';
import { documentedThings } from './rules/documented-things.ts';
import { fileLength } from './rules/file-length.ts';
import { functionLength } from './rules/function-length.ts';
import { importCycles } from './rules/import-cycles.ts';
import { importDirection } from './rules/import-direction.ts';
import { privateFolders } from './rules/private-folders.ts';
import { roomReadme } from './rules/room-readme.ts';
import { unusedFiles } from './rules/unused-files.ts';
import type { Tree } from './tree.ts';
import type { Violation } from './violation.ts';

/** All rules by the name that a violation is printed with. */
export const rules: Readonly<Record<string, (tree: Tree) => readonly Violation[]>> = {
  'import-direction': importDirection,
  'import-cycles': importCycles,
  'private-folders': privateFolders,
  'function-length': functionLength,
  'file-length': fileLength,
  'unused-files': unusedFiles,
  'banned-words': bannedWords,
  'banned-syntax': bannedSyntax,
  'room-readme': roomReadme,
  'documented-things': tree => documentedThings(tree, commandNames),
};
