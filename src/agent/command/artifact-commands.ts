import { isAbsolute, join } from 'node:path';
import { CommandError, type CommandHandler, required } from './command.ts';

/** `artifact.upload`: a file, or what is in a folder, as a build artifact; it goes once the step's task has ended. */
export const uploadArtifact: CommandHandler = (command, step) => {
  const name = required(command, 'artifactname');
  const folder = command.properties.get('containerfolder') ?? name;
  if (command.data === '') throw new CommandError('Artifact location is required.');
  const { variables, folders } = step.job;
  const root = variables.get('System.DefaultWorkingDirectory') ?? folders.sources;
  const path = step.job.containers.outside(isAbsolute(command.data) ? command.data : join(root, command.data));
  step.asyncCommands.push({
    name: 'Upload Artifact',
    async run(_write, signal) {
      const { uploadContainer } = await import('../artifacts/upload-container.ts');
      await uploadContainer(step, { name, folder, path }, signal);
    },
  });
};

/** `artifact.associate`: an artifact that is somewhere else: a share, a label, a container. Properties of other names are the artifact's. */
export const associateArtifact: CommandHandler = (command, step) => {
  const name = required(command, 'artifactname');
  if (command.data === '') throw new CommandError('Artifact location is required.');
  const type = command.properties.get('type') ?? command.properties.get('artifacttype') ?? typeOf(command.data);
  const known = ['artifactname', 'artifacttype', 'type'];
  const properties = Object.fromEntries([...command.properties].filter(([property]) => !known.includes(property)));
  step.asyncCommands.push({
    name: 'Associate Artifact',
    async run(write) {
      const { associate } = await import('../artifacts/share.ts');
      const id = await associate(step, { name, type, data: command.data, properties });
      write(`Associated artifact ${id} with build ${step.job.variables.get('Build.BuildId') ?? ''}`);
    },
  });
};

/** What an artifact is, by where it is said to be. */
function typeOf(data: string): string {
  if (data.startsWith('#')) return 'Container';
  if (data.startsWith('$')) return 'VersionControl';
  return data.startsWith('\\\\') || isAbsolute(data) ? 'filepath' : 'Container';
}
