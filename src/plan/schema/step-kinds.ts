/** How a shortcut becomes a task: which task, and which inputs from which keys. */
export type Shortcut = {
  readonly task: string;
  /** The input that takes the value of the step's first key. */
  readonly input: string;
  /** Inputs the shortcut stands for: before and after the one of the first key. */
  readonly before?: Readonly<Record<string, string>>;
  readonly after?: Readonly<Record<string, string>>;
  /** Own keys whose input has another name. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Prints `condition: false` where the first key says `none`. */
  readonly noneIsOff?: boolean;
};

/** A kind of step: the key that must come first, its own keys, and what it becomes. */
export type StepKind = {
  readonly key: string;
  readonly value: string;
  readonly own: Readonly<Record<string, string>>;
  /** Absent for `task` itself, and for kinds whose task only a resource tells (`normalise/resource-steps.ts`). */
  readonly shortcut?: Shortcut;
};

/** The tasks behind the shortcuts that have no name in YAML. */
export const checkoutTask = '6d15af64-176c-496d-b583-fd2ae21d4df4@1';
export const downloadTask = '30f35852-3f7e-4c0c-9a88-e127b4f97211@1';
export const publishTask = 'ecdc45f6-832d-4ad9-b52b-ee49e94659be@1';

const powershellKeys = {
  errorActionPreference: 'string',
  warningPreference: 'string',
  informationPreference: 'string',
  verbosePreference: 'string',
  debugPreference: 'string',
  progressPreference: 'string',
  failOnStderr: 'string',
  ignoreLASTEXITCODE: 'string',
  workingDirectory: 'string',
} as const;

const inline = { targetType: 'inline' } as const;

/** Every kind of step, in the order in which a reader looks for them. To add one: a row here; the expander and the printer read it. */
export const stepKinds: readonly StepKind[] = [
  { key: 'task', value: 'nonEmpty', own: { inputs: 'texts' } },
  {
    key: 'script',
    value: 'string',
    own: { failOnStderr: 'string', workingDirectory: 'string' },
    shortcut: { task: 'CmdLine@2', input: 'script' },
  },
  {
    key: 'powershell',
    value: 'string',
    own: powershellKeys,
    shortcut: { task: 'PowerShell@2', before: inline, input: 'script' },
  },
  {
    key: 'pwsh',
    value: 'string',
    own: powershellKeys,
    shortcut: { task: 'PowerShell@2', before: inline, input: 'script', after: { pwsh: 'true' } },
  },
  {
    key: 'bash',
    value: 'string',
    own: { failOnStderr: 'string', workingDirectory: 'string' },
    shortcut: { task: 'Bash@3', before: inline, input: 'script' },
  },
  {
    key: 'checkout',
    value: 'string',
    own: {
      clean: 'string',
      fetchDepth: 'string',
      fetchFilter: 'string',
      fetchTags: 'string',
      lfs: 'string',
      persistCredentials: 'string',
      submodules: 'string',
      path: 'string',
      sparseCheckoutDirectories: 'string',
      sparseCheckoutPatterns: 'string',
      workspaceRepo: 'string',
    },
    shortcut: { task: checkoutTask, input: 'repository', noneIsOff: true },
  },
  {
    key: 'download',
    value: 'nonEmpty',
    own: { artifact: 'nonEmpty', patterns: 'nonEmpty', path: 'nonEmpty' },
    shortcut: { task: downloadTask, input: 'alias', noneIsOff: true },
  },
  {
    key: 'downloadBuild',
    value: 'nonEmpty',
    own: { artifact: 'string', path: 'string', patterns: 'string', inputs: 'texts' },
  },
  { key: 'getPackage', value: 'nonEmpty', own: { path: 'string' } },
  {
    key: 'upload',
    value: 'string',
    own: { artifact: 'string' },
    shortcut: { task: publishTask, input: 'path', renamed: { artifact: 'artifactName' } },
  },
  {
    key: 'publish',
    value: 'string',
    own: { artifact: 'string' },
    shortcut: { task: publishTask, input: 'path', renamed: { artifact: 'artifactName' } },
  },
  { key: 'reviewApp', value: 'string', own: {}, shortcut: { task: 'ReviewApp@0', input: 'resourceName' } },
];

/** Keys that every kind of step has, `template` excepted. */
export const commonStepKeys = {
  condition: 'string',
  continueOnError: 'boolean',
  displayName: 'string',
  target: 'stepTarget',
  enabled: 'boolean',
  env: 'texts',
  name: 'identifier',
  timeoutInMinutes: 'nonEmpty',
  retryCountOnTaskFailure: 'string',
} as const;
