import { type CommandHandler, required } from './command.ts';
import { allowsVariable } from './command-policy.ts';
import { complete, logDetail, logIssue, setProgress } from './report-progress.ts';
import { setEndpoint } from './set-endpoint.ts';
import { setSecret, setTaskVariable, setVariable } from './set-variable.ts';

/** `task.prependpath`: a folder that comes first in the path of later steps. */
const prependPath: CommandHandler = (command, step) => {
  const { pathPrefixes, containers } = step.job;
  if (!allowsVariable(step.policies, 'PATH')) {
    step.warning("Setting variable 'PATH' has been disabled by the task or build definition.");
    return;
  }
  const folder = containers.outside(command.data);
  const known = pathPrefixes.indexOf(folder);
  if (known !== -1) pathPrefixes.splice(known, 1);
  if (folder !== '') pathPrefixes.unshift(folder);
};

/** `build.updatebuildnumber`: the steps that follow see the new number; the run keeps its name, for the server has no call for it. */
const updateBuildNumber: CommandHandler = (command, step) => {
  if (command.data !== '') step.job.variables.set('Build.BuildNumber', command.data);
  unsupported(command, step);
};

/** A command whose effect needs a part that the server does not have. */
const unsupported: CommandHandler = (command, step) => {
  step.warning(`##vso[${command.area}.${command.event}] has no effect: the server does not support it yet.`);
};

const attachment: CommandHandler = (command, step) => {
  required(command, 'type');
  required(command, 'name');
  unsupported(command, step);
};

const artifact: CommandHandler = (command, step) => {
  required(command, 'artifactname');
  unsupported(command, step);
};

/** Every logging command by area and event. An area that is not here is a warning, an event that is not is an error. */
export const commandTable: Readonly<Record<string, Readonly<Record<string, CommandHandler>>>> = {
  task: {
    setvariable: setVariable,
    setsecret: setSecret,
    settaskvariable: setTaskVariable,
    setendpoint: setEndpoint,
    logissue: logIssue,
    issue: logIssue,
    complete,
    setprogress: setProgress,
    logdetail: logDetail,
    debug: (command, step) => step.debug(command.data),
    prependpath: prependPath,
    addattachment: attachment,
    uploadsummary: unsupported,
    uploadfile: unsupported,
  },
  artifact: { associate: artifact, upload: artifact },
  build: {
    uploadlog: unsupported,
    uploadsummary: unsupported,
    updatebuildnumber: updateBuildNumber,
    addbuildtag: unsupported,
  },
  release: { updatereleasename: unsupported },
  results: { publish: unsupported },
  codecoverage: { publish: unsupported },
  telemetry: { publish: () => undefined },
};
