import { associateArtifact, uploadArtifact } from './artifact-commands.ts';
import { addAttachment, uploadFile, uploadLog, uploadSummary } from './attach-file.ts';
import { addBuildTag, updateBuildNumber } from './change-build.ts';
import type { CommandHandler } from './command.ts';
import { allowsVariable } from './command-policy.ts';
import { logDetail } from './log-detail.ts';
import { complete, logIssue, setProgress } from './report-progress.ts';
import { publishCodeCoverage, publishTestResults } from './result-commands.ts';
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
    addattachment: addAttachment,
    uploadsummary: uploadSummary,
    uploadfile: uploadFile,
  },
  artifact: { associate: associateArtifact, upload: uploadArtifact },
  build: {
    uploadlog: uploadLog,
    uploadsummary: uploadSummary,
    updatebuildnumber: updateBuildNumber,
    addbuildtag: addBuildTag,
  },
  results: { publish: publishTestResults },
  codecoverage: { publish: publishCodeCoverage },
  telemetry: { publish: () => undefined },
};

/** Areas of the commands that only classic releases have: in a pipeline they fail the step. */
export const releaseAreas: ReadonlySet<string> = new Set(['release']);
