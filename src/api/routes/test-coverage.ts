import { type Static, Type } from 'typebox';
import type { RunRow } from '../../run/ports/run-store.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import { CodeCoverageData } from '../../wire/test-requests.ts';
import type { Coverage } from '../../wire/test-server.ts';
import { BuildCoverage, CodeCoverageSummary, TestRunCoverage } from '../../wire/tests.ts';
import type { Api } from '../http/api.ts';
import { buildOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, testPaths, testRunParams } from '../http/paths.ts';
import { testRunOf } from '../http/test-lookups.ts';
import { buildConfiguration, buildReference, testRunUrl } from '../resources/test-resource.ts';
import type { Services } from '../services.ts';

const params = Type.Object(projectParams);

/** Code coverage of runs. */
export function testCoverageRoutes(api: Api, services: Services): void {
  for (const path of testPaths) {
    getCoverage(api, services, path);
    addCoverage(api, services, path);
    getCoverageOfTestRun(api, services, path);
  }
}

/** The summary, or with `flags` the coverage of modules: one address of the service, two answers. */
function getCoverage(api: Api, services: Services, path: string): void {
  const flags = Type.Optional(Type.Integer({ minimum: 0 }));
  api.get(
    `${path}/CodeCoverage`,
    {
      config: { operation: 'coverage.get' },
      schema: {
        params,
        querystring: Type.Object({ buildId: Id32, flags, deltaBuildId: Type.Optional(Id32) }),
        response: { 200: Type.Union([CodeCoverageSummary, Collection(BuildCoverage)]) },
      },
    },
    async request => {
      const { buildId, flags, deltaBuildId } = request.query;
      const { project } = request.params;
      const row = await buildOf(services, { project, buildId });
      const coverage = await services.coverage.get(row.key);
      if (flags !== undefined) {
        const value = coverage.map(each => buildCoverage(row, each));
        return { count: value.length, value };
      }
      const deltaRow =
        deltaBuildId === undefined ? undefined : await buildOf(services, { project, buildId: deltaBuildId });
      const before = deltaRow && (await services.coverage.get(deltaRow.key));
      return {
        build: buildReference(request.base, row),
        deltaBuild: deltaRow === undefined ? null : buildReference(request.base, deltaRow),
        coverageData: coverage.map(each => coverageData(each, before)),
      };
    },
  );
}

/** Adds to what is known of a build's coverage, as agents do. */
function addCoverage(api: Api, services: Services, path: string): void {
  api.post(
    `${path}/CodeCoverage`,
    {
      config: { operation: 'coverage.add' },
      schema: { params, querystring: Type.Object({ buildId: Id32 }), body: CodeCoverageData },
    },
    async (request, reply) => {
      const row = await buildOf(services, { project: request.params.project, buildId: request.query.buildId });
      const { buildPlatform = '', buildFlavor = '', coverageStats } = request.body;
      const statistics = coverageStats.map(({ position = 0, ...each }) => ({ ...each, position }));
      await services.coverage.add(row.key, { platform: buildPlatform, configuration: buildFlavor, statistics });
      return noContent(reply);
    },
  );
}

function getCoverageOfTestRun(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/runs/:testRunId/CodeCoverage`,
    {
      config: { operation: 'coverage.ofTestRun' },
      schema: {
        params: Type.Object(testRunParams),
        querystring: Type.Object({ flags: Type.Optional(Type.Integer({ minimum: 0 })) }),
        response: { 200: Collection(TestRunCoverage) },
      },
    },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      if ((await services.coverage.get(row.key)).length === 0) return { count: 0, value: [] };
      const testRun = { id: String(run.id), name: run.name, url: testRunUrl(request.base, run) };
      return { count: 1, value: [{ testRun, modules: [], state: 'Completed' as const }] };
    },
  );
}

function buildCoverage(row: RunRow, coverage: Coverage): Static<typeof BuildCoverage> {
  return { configuration: buildConfiguration(row, coverage), modules: [], state: 'Completed' };
}

/** The difference to another run is in percent of what there is to cover, as the service counts it. */
function coverageData(
  { platform, configuration, statistics }: Coverage,
  before: readonly Coverage[] | undefined,
): Static<typeof CodeCoverageSummary>['coverageData'][number] {
  const others = before?.find(each => each.platform === platform && each.configuration === configuration)?.statistics;
  const coverageStats = statistics.map(each => {
    const other = others?.find(({ label }) => label === each.label);
    const delta = other === undefined ? 0 : Math.round((percent(each) - percent(other)) * 100) / 100;
    return { ...each, isDeltaAvailable: other !== undefined, delta };
  });
  return { buildPlatform: platform, buildFlavor: configuration, coverageStats };
}

function percent({ covered, total }: { readonly covered: number; readonly total: number }): number {
  return total === 0 ? 0 : (100 * covered) / total;
}
