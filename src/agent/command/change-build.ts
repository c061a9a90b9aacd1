import { CommandError, type CommandHandler } from './command.ts';

/** `build.updatebuildnumber`: the run's number from now on; the steps that follow see it. */
export const updateBuildNumber: CommandHandler = ({ data }, step) => {
  const buildNumber = data.trim();
  if (buildNumber === '') throw new CommandError('Build number is required.');
  const { variables, server } = step.job;
  const buildId = variables.get('Build.BuildId') ?? '';
  variables.set('Build.BuildNumber', buildNumber);
  step.asyncCommands.push({
    name: 'Update Build Number',
    async run(write) {
      await server.updateBuildNumber(buildId, buildNumber);
      write(`Update build number to ${buildNumber} for build ${buildId}`);
    },
  });
};

/** `build.addbuildtag`: a tag of the run. */
export const addBuildTag: CommandHandler = ({ data }, step) => {
  const tag = data.trim();
  if (tag === '') throw new CommandError('Build tag is required.');
  const { variables, server } = step.job;
  const buildId = variables.get('Build.BuildId') ?? '';
  step.asyncCommands.push({
    name: 'Add Build Tag',
    async run(write) {
      const tags = await server.addBuildTag(buildId, tag);
      write(`Build '${buildId}' has following tags now: ${tags.join(', ')}`);
    },
  });
};
