/** A variable of a declared group. */
export type DeclaredVariable = { readonly value: string; readonly isSecret: boolean };

/** An address that steps sign in at. */
export type DeclaredConnection = {
  /** `generic` unless said otherwise. */
  readonly type: string;
  readonly url: string;
  readonly data: Readonly<Record<string, string>>;
  /** How to sign in, `None` unless said otherwise. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
};

/** What a server would keep for a pipeline, as a file declares it for runs on this machine. All by name. */
export type DeclaredResources = {
  readonly variableGroups: Readonly<Record<string, Readonly<Record<string, DeclaredVariable>>>>;
  /** Absolute paths. */
  readonly secureFiles: Readonly<Record<string, string>>;
  readonly serviceConnections: Readonly<Record<string, DeclaredConnection>>;
  /** Folders with the artifacts of another pipeline's run, a folder an artifact, by the alias of the pipeline resource. Absolute. */
  readonly pipelines: Readonly<Record<string, string>>;
  /** The environment variables that secrets were read from. */
  readonly withheld: readonly string[];
};
