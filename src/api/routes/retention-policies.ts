import { Type } from 'typebox';
import { defaultPolicy, policyLimits, type RetentionPolicy, RetentionRefusal } from '../../run/retention-policy.ts';
import {
  BuildSettings,
  ProjectRetentionSetting,
  UpdateBuildSettings,
  UpdateRetentionSetting,
} from '../../wire/retention.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { organizationParams, organizationPath, projectParams, projectPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

const params = Type.Object(projectParams);

/** For how long the runs of a project are kept, in the words of today's clients and of older ones. */
export function retentionPolicyRoutes(api: Api, services: Services): void {
  retention(api, services);
  settings(api, services);
}

function retention(api: Api, services: Services): void {
  const path = `${projectPath}/build/retention`;
  const response = { 200: ProjectRetentionSetting };
  api.get(path, { config: { operation: 'retention.get' }, schema: { params, response } }, async request =>
    retentionResource(await changedPolicy(services, request.params, {})),
  );
  const schema = { params, body: UpdateRetentionSetting, response };
  api.patch(path, { config: { operation: 'retention.update' }, schema }, async request => {
    const { artifactsRetention, pullRequestRunRetention, runRetention, retainRunsPerProtectedBranch } = request.body;
    return retentionResource(
      await changedPolicy(services, request.params, {
        artifactDays: artifactsRetention?.value,
        pullRequestRunDays: pullRequestRunRetention?.value,
        runDays: runRetention?.value,
        runsToKeep: retainRunsPerProtectedBranch?.value,
      }),
    );
  });
}

function settings(api: Api, services: Services): void {
  const path = `${projectPath}/build/settings`;
  const response = { 200: BuildSettings };
  api.get(path, { config: { operation: 'buildSettings.get' }, schema: { params, response } }, async request =>
    settingsResource(await changedPolicy(services, request.params, {})),
  );
  // What clients ask for who name no project: what holds where a project says nothing else.
  const ofAll = { params: Type.Object(organizationParams), response };
  api.get(
    `${organizationPath}/build/settings`,
    { config: { operation: 'buildSettings.get' }, schema: ofAll },
    async () => settingsResource(defaultPolicy),
  );
  const schema = { params, body: UpdateBuildSettings, response };
  api.patch(path, { config: { operation: 'buildSettings.update' }, schema }, async request => {
    const { defaultRetentionPolicy: rule, daysToKeepDeletedBuildsBeforeDestroy: deletedRunDays } = request.body;
    return settingsResource(
      await changedPolicy(services, request.params, {
        runDays: rule?.daysToKeep,
        runsToKeep: rule?.minimumToKeep,
        deletedRunDays,
      }),
    );
  });
}

type Change = { readonly [Name in keyof RetentionPolicy]?: RetentionPolicy[Name] | undefined };

/** The policy of a project after the members that are given were changed. */
async function changedPolicy(
  services: Services,
  params: { readonly project: string },
  change: Change,
): Promise<RetentionPolicy> {
  const { organization, policies } = services;
  const { id } = await projectOf(services, params);
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) return policies.get(organization, id);
  try {
    return await policies.change(organization, id, Object.fromEntries(given));
  } catch (failure) {
    if (failure instanceof RetentionRefusal) throw serviceError('argument', failure.message);
    throw failure;
  }
}

function retentionResource(policy: RetentionPolicy): ProjectRetentionSetting {
  const setting = (name: keyof RetentionPolicy) => ({ ...policyLimits[name], value: policy[name] });
  return {
    purgeArtifacts: setting('artifactDays'),
    purgePullRequestRuns: setting('pullRequestRunDays'),
    purgeRuns: setting('runDays'),
    retainRunsPerProtectedBranch: setting('runsToKeep'),
  };
}

function settingsResource({ runDays, runsToKeep, deletedRunDays }: RetentionPolicy): BuildSettings {
  return {
    defaultRetentionPolicy: rule(runDays, runsToKeep),
    maximumRetentionPolicy: rule(policyLimits.runDays.max, policyLimits.runsToKeep.max),
    daysToKeepDeletedBuildsBeforeDestroy: deletedRunDays,
  };
}

function rule(daysToKeep: number, minimumToKeep: number): BuildSettings['defaultRetentionPolicy'] {
  return {
    branches: ['+refs/heads/*'],
    artifacts: [],
    artifactTypesToDelete: ['FilePath', 'SymbolStore'],
    daysToKeep,
    minimumToKeep,
    deleteBuildRecord: true,
    deleteTestResults: true,
  };
}
