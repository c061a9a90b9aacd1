import { debugInputs, defaultFolder, runScript, workingFolder, writeScript } from './script.ts';
import { type Task, TaskFailure, type TaskRun } from './task.ts';

/** Inputs that are variables of PowerShell under the same name; `default` leaves them alone. */
const preferences = [
  'ErrorActionPreference',
  'WarningPreference',
  'InformationPreference',
  'VerbosePreference',
  'DebugPreference',
  'ProgressPreference',
];

/** What a preference may be, in lower case. */
const preferenceValues = ['break', 'continue', 'ignore', 'inquire', 'silentlycontinue', 'stop', 'suspend'];

const exitWithLastCode = `if (Test-Path -LiteralPath variable:\\LASTEXITCODE) {
  exit $LASTEXITCODE
}`;

/** `PowerShell@2`, which `pwsh:` and `powershell:` stand for. */
export const powershell: Task = {
  header: {
    id: 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1',
    name: 'PowerShell',
    version: '2.279.0',
    friendlyName: 'PowerShell',
    description: 'Run a PowerShell script on Linux, macOS, or Windows',
    author: 'Microsoft Corporation',
    help: 'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/powershell',
  },
  defaults: {
    targetType: 'filePath',
    script: '# Write your PowerShell commands here.\n\nWrite-Host "Hello World"\n',
    errorActionPreference: 'stop',
    warningPreference: 'default',
    informationPreference: 'default',
    verbosePreference: 'default',
    debugPreference: 'default',
    progressPreference: 'silentlyContinue',
    failOnStderr: 'false',
    showWarnings: 'false',
    ignoreLASTEXITCODE: 'false',
    runScriptInSeparateScope: 'false',
  },
  majors: ['2'],
  inTarget: true,
  async main(run) {
    debugInputs(run);
    run.step.write('Generating script.');
    const body = run.inputs.text('targetType').toLowerCase() === 'inline' ? run.inputs.text('script') : fileCall(run);
    const lines = [...preferenceLines(run), run.inputs.isOn('showWarnings') ? withWarnings(body) : body];
    const program = run.place.program('pwsh', run.environment) ?? run.place.program('powershell', run.environment);
    if (program === undefined) {
      throw new TaskFailure("This machine has no PowerShell: neither 'pwsh' nor 'powershell' is on the agent's path.");
    }
    const end = run.inputs.isOn('ignoreLASTEXITCODE') ? [] : [exitWithLastCode];
    // PowerShell takes a file without the mark for one of the machine's own encoding.
    const file = writeScript(run, 'ps1', `\uFEFF${[...lines, ...end].join('\n')}\n`);
    const operator = run.inputs.isOn('runScriptInSeparateScope') ? '&' : '.';
    const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', `${operator} ${quote(file)}`];
    await runScript(run, { file: program, args, cwd: workingFolder(run) }, 'PowerShell');
  },
};

function preferenceLines(run: TaskRun): readonly string[] {
  return preferences.flatMap(name => {
    const value = run.inputs.text(name);
    if (['', 'default'].includes(value.toLowerCase())) return [];
    if (!preferenceValues.includes(value.toLowerCase())) throw new TaskFailure(invalidPreference(name, value));
    return [`$${name} = ${quote(value)}`];
  });
}

function invalidPreference(name: string, value: string): string {
  return `Invalid ${name} '${value}'. It is one of: default, ${preferenceValues.join(', ')}.`;
}

/** Warnings are issues of the step, and stand in its log as such. Everything else that the script says goes its way. */
function withWarnings(body: string): string {
  const report = 'Write-Host "##vso[task.logissue type=warning;]$($_.Message)"';
  const isWarning = '$_ -is [System.Management.Automation.WarningRecord]';
  return `& {\n${body}\n} 3>&1 | ForEach-Object { if (${isWarning}) { ${report} } else { $_ } }`;
}

function fileCall(run: TaskRun): string {
  if (run.inputs.text('filePath') === '') throw new TaskFailure('Input required: filePath');
  const file = run.inputs.path('filePath', defaultFolder(run));
  if (!file.toLowerCase().endsWith('.ps1') || run.place.isMissing(file)) {
    throw new TaskFailure(`Invalid file path '${file}'. A path to a .ps1 file is required.`);
  }
  const call = `. ${quote(file)} ${run.inputs.text('arguments')}`.trim();
  run.step.write(`Formatted command: ${call}`);
  return call;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
