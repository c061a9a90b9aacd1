import { arch, hostname, release, type } from 'node:os';
import type { AgentIdentity } from '../wire/agent-server.ts';
import { programCapabilities } from './program-capabilities.ts';

/** The version of the vendor's agent whose behaviour ours has; tasks compare it. */
export const agentVersion = '4.270.0';

/** How this machine introduces itself as an agent: with the programs that jobs may demand, unless they are known not to. */
export function agentIdentity(
  poolName: string,
  name: string,
  programs = programCapabilities(process.env.PATH ?? ''),
): AgentIdentity {
  const systemCapabilities = {
    ...programs,
    'Agent.Name': name,
    'Agent.Version': agentVersion,
    'Agent.OS': osNames[type()] ?? type(),
    'Agent.OSArchitecture': arch().toUpperCase(),
    'Agent.ComputerName': hostname(),
  };
  return {
    poolName,
    name,
    version: agentVersion,
    osDescription: `${type()} ${release()}`,
    ownerName: hostname(),
    systemCapabilities,
  };
}

const osNames: Readonly<Record<string, string>> = { Linux: 'Linux', Darwin: 'Darwin', Windows_NT: 'Windows_NT' };
