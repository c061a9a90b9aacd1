import { Type } from 'typebox';
import type { Emulator } from '../../emulator/emulator.ts';
import {
  EmulatorApproval,
  EmulatorClock,
  EmulatorFault,
  EmulatorLines,
  EmulatorOutcomes,
  EmulatorPipeline,
  EmulatorRun,
  MoveClock,
} from '../../wire/emulator.ts';
import { Closed, Collection, Id32 } from '../../wire/json-schema.ts';
import { Run } from '../../wire/runs.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams } from '../http/paths.ts';
import { wholeRun } from '../run-resource.ts';

const path = '/:organization/_millrace';
const params = Type.Object(organizationParams);

/** The emulator's controls: routes of our own, with a token for everything. */
export function emulatorRoutes(api: Api, emulator: Emulator): void {
  clockRoutes(api, emulator);
  faultRoutes(api, emulator);
  fixtureRoutes(api, emulator);
}

function clockRoutes(api: Api, { clock }: Emulator): void {
  const shown = () => ({ now: new Date(clock.now()).toISOString(), isStopped: clock.isStopped });
  const config = { operation: 'emulator.control' } as const;
  api.get(`${path}/clock`, { config, schema: { params, response: { 200: EmulatorClock } } }, async () => shown());
  api.post(
    `${path}/clock`,
    { config, schema: { params, body: MoveClock, response: { 200: EmulatorClock } } },
    async request => {
      const { isStopped, now, advanceMs } = request.body;
      if (isStopped === true) clock.stop();
      if (isStopped === false) clock.resume();
      const to = now === undefined ? undefined : Date.parse(now);
      if (Number.isNaN(to)) throw serviceError('argument', `'${now}' is not a date.`);
      await refusing(async () => {
        if (to !== undefined) await clock.set(to);
        if (advanceMs !== undefined) await clock.advance(advanceMs);
      });
      return shown();
    },
  );
}

function faultRoutes(api: Api, { faults }: Emulator): void {
  const config = { operation: 'emulator.control' } as const;
  api.get(
    `${path}/faults`,
    {
      config,
      schema: { params, response: { 200: Collection(Type.Intersect([EmulatorFault, Closed({ id: Id32 })])) } },
    },
    async () => ({ count: faults.list().length, value: [...faults.list()] }),
  );
  api.post(
    `${path}/faults`,
    { config, schema: { params, body: EmulatorFault, response: { 200: Closed({ id: Id32 }) } } },
    async request => ({ id: faults.add(request.body) }),
  );
  api.delete(`${path}/faults`, { config, schema: { params } }, async (_request, reply) => {
    faults.clear();
    return noContent(reply);
  });
}

function fixtureRoutes(api: Api, { fixtures, player }: Emulator): void {
  const config = { operation: 'emulator.control' } as const;
  api.post(
    `${path}/pipelines`,
    {
      config,
      schema: { params, body: EmulatorPipeline, response: { 200: Closed({ id: Id32, projectId: Type.String() }) } },
    },
    async request => refusing(() => fixtures.pipeline(request.body)),
  );
  api.put(
    `${path}/pipelines/:pipelineId/outcomes`,
    { config, schema: { params: Type.Object({ ...organizationParams, pipelineId: Id32 }), body: EmulatorOutcomes } },
    async (request, reply) => {
      player.scriptPipeline(request.params.pipelineId, request.body);
      return noContent(reply);
    },
  );
  api.post(
    `${path}/approvals`,
    { config, schema: { params, body: EmulatorApproval, response: { 200: Closed({ environmentId: Id32 }) } } },
    async request => refusing(() => fixtures.approval(request.body)),
  );
  api.post(`${path}/runs`, { config, schema: { params, body: EmulatorRun, response: { 200: Run } } }, async request =>
    wholeRun(request.base, await refusing(() => fixtures.run(request.body)), undefined),
  );
  api.post(
    `${path}/runs/:runId/lines`,
    { config, schema: { params: Type.Object({ ...organizationParams, runId: Id32 }), body: EmulatorLines } },
    async (request, reply) => {
      await refusing(() => fixtures.lines({ ...request.params, ...request.body }));
      return noContent(reply);
    },
  );
}

/** What a fixture can't be made of is the caller's to mend. */
async function refusing<Made>(make: () => Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    throw serviceError('argument', error instanceof Error ? error.message : String(error));
  }
}
