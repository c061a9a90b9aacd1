import type { Finding, SourceFiles } from '../base/finding.ts';
import type { RunResult } from '../base/result.ts';
import type { KnownTask } from '../plan/compilation.ts';
import type { RunProgress } from './run-progress.ts';

/** A pipeline and what is given to it. All folders are absolute. */
export type PipelineOptions = {
  /** The repository's root. */
  readonly root: string;
  /** The pipeline's file from `root`, with a leading `/`. */
  readonly path: string;
  /** Values of the root parameters, objects as JSON text. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Folders of repository resources, by the resource's `name` or alias. */
  readonly repositories: Readonly<Record<string, string>>;
  /** How many files may take part in the compilation; absent is the service's own limit. */
  readonly maxFiles?: number;
};

/** What is said to every manual validation of a run. */
export type ValidationWord = 'resume' | 'reject';

/** What `millrace run` asks for. */
export type RunOptions = PipelineOptions & {
  /** Secret variables by name; masked in every log. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables of the environment that secrets were taken from: no step inherits them. */
  readonly withheld: readonly string[];
  /** What stands for a hosted image (`vmImage`), by its name: a container image, or `host` for the machine itself. */
  readonly images: Readonly<Record<string, string>>;
  /** Where the files of the run's artifacts are to stay, absolute; absent is nowhere. */
  readonly artifacts?: string;
  /** Absent: manual validations end by their time. */
  readonly validations?: ValidationWord;
  /** A file that declares what a server would keep: variable groups, secure files and the like. Absolute. */
  readonly resources?: string;
  /** Run these stages only, by name; empty is all. */
  readonly stages: readonly string[];
  /** Run these jobs only, by name; empty is all. */
  readonly jobs: readonly string[];
  /** Folders with task packages, beside those that are installed. Absolute. */
  readonly tasks: readonly string[];
};

/**
 * How a local run ended. `findings` are the compiler's, warnings included; with an error among them the pipeline is invalid, nothing
 * ran and `result` is absent.
 */
export type RunOutcome = {
  readonly result: RunResult | undefined;
  readonly findings: readonly Finding[];
  readonly files: SourceFiles;
};

/** What `millrace serve` asks for. */
export type ServeOptions = {
  /** 0 picks a free port. */
  readonly port: number;
  /** Absolute; holds the database, the blobs and the keys. */
  readonly data: string;
  /** A `postgres://` address; absent is SQLite in `data`. */
  readonly database?: string;
  /** The folder that blobs are kept in, absolute; absent is one in `data`. */
  readonly blobs?: string;
  readonly organization: string;
  /** Written once requests are accepted, as JSON `{"url", "organization", "token"}`. Absolute. */
  readonly readyFile?: string;
  /** What stands for a hosted image (`vmImage`), as in `RunOptions`. Empty: its jobs run on the agents of the hosted pool. */
  readonly images: Readonly<Record<string, string>>;
  /** Whether everything is kept in memory, and gone with the process. Default: false. */
  readonly memory?: boolean;
  /** Whether the controls for tests are served. Default: false. */
  readonly emulator?: boolean;
  /** Whether requests may name any api-version, or none. Default: false. */
  readonly looseVersions?: boolean;
  /** Whether an agent of the server's own serves the pool `Default`. */
  readonly agent: boolean;
  /** Whether service hooks, steps and queries of service connections may call this machine and its own networks. Default: false. */
  readonly allowPrivateAddresses?: boolean;
  /** How it is reached, and what it tells of itself. Default: on 127.0.0.1 alone, in the clear, silent. */
  readonly http?: HttpOptions;
};

/** How a server is reached, and what it tells of itself. */
export type HttpOptions = {
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** How clients reach the server, where that is not what their `Host` header says; no slash at its end. */
  readonly publicUrl?: string;
  /** Files in PEM, absolute. Default: no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** How many requests a second one caller may send. */
  readonly rateLimit?: number;
  /** The origins whose pages may read answers; `*` is every one. Default: none. */
  readonly origins?: readonly string[];
  /** From which level on what happens is logged, as a line of JSON each on stderr. Default: only faults, as text. */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
  /** Whether /metrics needs no token. Default: false. */
  readonly anonymousMetrics?: boolean;
};

/** A server that accepts requests. `token` is there when it was made just now: it can't be shown again. */
export type ServerAddress = {
  /** `http://127.0.0.1:PORT/ORGANIZATION`. */
  readonly url: string;
  readonly organization: string;
  readonly token?: string;
};

/** What `millrace agent` asks for. */
export type AgentOptions = {
  readonly url: string;
  readonly token: string;
  /** The agent pools to take jobs from; at least one. */
  readonly pools: readonly string[];
  readonly name: string;
  /** How many jobs it runs at once, in each pool; at least 1. */
  readonly parallel: number;
  /** Absolute; jobs work below it. */
  readonly work: string;
};

/** A run of the demonstration, as addresses a reader can open. */
export type RunAddress = { readonly run: string; readonly web?: string };

/**
 * What only the composition root can do, given to the command line so that it loads no server to compile or run a file.
 * Every call ends soon after `signal` aborts; a second Ctrl-C ends the process itself, so children must not outlive their parent's
 * end. A `CommandError` is shown to the user as it is; anything else thrown is a fault of ours.
 */
export interface Doors {
  /** Compiles and runs a pipeline within this process. Progress is told in order, none after the promise settles. */
  runLocal(options: RunOptions, progress: (event: RunProgress) => void, signal: AbortSignal): Promise<RunOutcome>;
  /** Serves until `signal` aborts; answers the exit code. `ready` is called once, when requests are accepted. */
  serve(options: ServeOptions, ready: (address: ServerAddress) => void, signal: AbortSignal): Promise<number>;
  /** Takes jobs until `signal` aborts; answers the exit code. */
  agent(options: AgentOptions, ready: () => void, signal: AbortSignal): Promise<number>;
  /**
   * The demonstration: serves, registers the sample repository and its pipeline, runs it, and keeps serving. `finished` is called
   * when the run is over.
   */
  start(options: ServeOptions, watch: StartWatch, signal: AbortSignal): Promise<number>;
  /** The task packages that local runs use. */
  userTasks(): Promise<UserTasks>;
  /** The installed tasks, for the compiler. Absent: none are. */
  knownTasks?(): Promise<readonly KnownTask[]>;
  /** What `${{ variables[…] }}` can read of a run of this pipeline beside the YAML's own and queue-time variables. */
  compileTimeVariables?(options: PipelineOptions): Promise<Readonly<Record<string, string>>>;
}

/** A task package that is installed. */
export type TaskRow = {
  readonly id: string;
  readonly name: string;
  /** All three numbers. */
  readonly version: string;
  readonly friendlyName: string;
};

/** A package on its way to a server. `contribution` is the extension it came in, `''` where it came alone. */
export type PackedTask = { readonly task: TaskRow; readonly zip: Uint8Array; readonly contribution: string };

/** The task packages of this user. Paths are absolute. What a package lacks is a `CommandError`. */
export type UserTasks = {
  /** Installs the packages in a folder or a zip. */
  add(path: string): Promise<readonly TaskRow[]>;
  list(): Promise<readonly TaskRow[]>;
  remove(task: TaskRow): Promise<void>;
  /** The packages in a folder or a zip as a server takes them, one zip each. */
  pack(path: string): Promise<readonly PackedTask[]>;
};

/** Hears what the demonstration does. */
export type StartWatch = {
  readonly ready: (address: ServerAddress) => void;
  readonly progress: (event: RunProgress) => void;
  readonly finished: (address: RunAddress) => void;
};
