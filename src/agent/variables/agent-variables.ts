import { existsSync } from 'node:fs';
import { arch, hostname, platform } from 'node:os';
import type { AgentJobRequest } from '../../wire/agent-protocol.ts';
import type { JobFolders } from '../job/folders.ts';

const systems: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'Darwin', win32: 'Windows_NT' };
const architectures: Readonly<Record<string, string>> = { x64: 'X64', ia32: 'X86', arm: 'ARM', arm64: 'ARM64' };

export type AgentFacts = { readonly id: number; readonly name: string; readonly version: string };

/** The predefined variables that the agent sets; the others come with the job. A step cannot overwrite them. */
export function agentVariables(
  request: AgentJobRequest,
  agent: AgentFacts,
  folders: JobFolders,
): Record<string, string> {
  return {
    'Agent.AcceptTeeEula': 'False',
    'Agent.CloudId': '',
    'Agent.Id': String(agent.id),
    'Agent.Name': agent.name,
    'Agent.Version': agent.version,
    'Agent.MachineName': hostname(),
    'Agent.OS': systems[platform()] ?? platform(),
    'Agent.OSArchitecture': architectures[arch()] ?? arch().toUpperCase(),
    'Agent.IsSelfHosted': '1',
    'Agent.JobName': request.jobDisplayName,
    'Agent.HomeDirectory': folders.work,
    'Agent.RootDirectory': folders.work,
    'Agent.WorkFolder': folders.work,
    'Agent.TempDirectory': folders.temp,
    'Agent.ToolsDirectory': folders.tools,
    'Agent.BuildDirectory': folders.workspace,
    'Pipeline.Workspace': folders.workspace,
    'System.WorkFolder': folders.work,
    'System.ArtifactsDirectory': folders.artifacts,
    'System.TFServerUrl': collectionUri(request),
    'System.TeamFoundationServerUri': collectionUri(request),
    'System.TaskDefinitionsUri': collectionUri(request),
    'System.EnableAccessToken': 'SecretVariable',
    'System.IsAzureVM': '0',
    'System.IsDockerContainer': existsSync('/.dockerenv') ? '1' : '0',
    'Build.BinariesDirectory': folders.binaries,
    'Build.StagingDirectory': folders.artifacts,
    'Build.ArtifactStagingDirectory': folders.artifacts,
    'Task.PublishTelemetry': 'True',
    'Task.SkipTranslatorForCheckout': 'False',
    'Common.TestResultsDirectory': folders.testResults,
  };
}

/** The server's address, as it says itself; `''` where it does not. */
function collectionUri({ variables }: AgentJobRequest): string {
  const found = Object.entries(variables).find(([name]) => name.toLowerCase() === 'system.collectionuri');
  return found?.[1].value ?? '';
}
