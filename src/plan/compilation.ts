import type { Finding, SourceFiles, Span } from '../base/finding.ts';
import type { SourceReader } from '../template/source-reader.ts';
import type { Plan } from './model.ts';
import type { TaskInputs } from './task-inputs.ts';
import type { KnownTask } from './tasks/catalogue.ts';

export type { KnownTask, KnownTaskInput } from './tasks/catalogue.ts';

/** What goes into a compilation. It needs no clock, disk or network beyond `reader`. */
export type CompileInput = {
  /** Path of the pipeline's file from the repository's root, with a leading `/`. */
  readonly path: string;
  readonly reader: SourceReader;
  /** The text to compile in place of the file's own (`yamlOverride`): same path, same base for relative references. */
  readonly override?: string;
  /** Queue-time values of the root parameters; texts, objects as JSON text. */
  readonly templateParameters?: Readonly<Record<string, string>>;
  /** What calls from outside brought, as JSON by the alias of their webhook resource. Default: null for each. */
  readonly payloads?: Readonly<Record<string, string>>;
  /** What `variables` holds at compile time beside the YAML's own: queue-time variables and the predefined ones. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Tasks that the pipeline may use beside the built-in ones, and before those of the same name. */
  readonly knownTasks?: readonly KnownTask[];
  /** Whether to look for what the service takes without a word and is doubtful all the same. Default: false. */
  readonly warnings?: boolean;
  /** What the built-in tasks take (`builtInTaskInputs`): then warnings tell of unknown and missing inputs of theirs too. */
  readonly taskInputs?: TaskInputs;
  /** How many files may take part. Default: the service's limit of 100. */
  readonly maxFiles?: number;
};

/** A line of finalYaml and where it came from. `via` is the chain of template references, outermost first. */
export type SourceLine = { readonly at: Span; readonly via: readonly Span[] };

/** `plan` and `finalYaml` are there exactly when no finding is an error. */
export type Compilation = {
  readonly plan: Plan | undefined;
  readonly finalYaml: string | undefined;
  /**
   * One entry per line of finalYaml. A line that the compiler made comes from what it was made of: the stage around bare steps from their
   * `steps`. Only the empty last line comes from nowhere, `undefined`.
   */
  readonly sourceMap: readonly (SourceLine | undefined)[];
  readonly findings: readonly Finding[];
  /** Every file that was read, for printing findings. */
  readonly files: SourceFiles;
};
