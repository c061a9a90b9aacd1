import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Capabilities that stand for a program, each with the program's name. The names are those that the vendor's agent gives them. */
const programs: Readonly<Record<string, string>> = {
  ant: 'ant',
  bash: 'bash',
  bundler: 'bundle',
  clang: 'clang',
  cmake: 'cmake',
  curl: 'curl',
  docker: 'docker',
  dotnet: 'dotnet',
  git: 'git',
  gulp: 'gulp',
  java: 'java',
  make: 'make',
  maven: 'mvn',
  'node.js': 'node',
  npm: 'npm',
  powershell: 'pwsh',
  python: 'python',
  python3: 'python3',
  rake: 'rake',
  ruby: 'ruby',
  sh: 'sh',
  subversion: 'svn',
  swift: 'swift',
  yarn: 'yarn',
};

/** The programs of this machine that jobs may demand, each with where it is. */
export function programCapabilities(path: string): Record<string, string> {
  const folders = path.split(delimiter).filter(folder => folder !== '');
  return Object.fromEntries(
    Object.entries(programs).flatMap(([name, program]) => {
      const found = folders.map(folder => join(folder, program)).find(existsSync);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}
