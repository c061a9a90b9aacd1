import { Type } from 'typebox';
import { leaseDays } from '../../base/limits.ts';
import type { Lease, LeaseFilter } from '../../run/leases.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import { Collection, Id32, Int32 } from '../../wire/json-schema.ts';
import { NewRetentionLease, RetentionLease, RetentionLeaseUpdate } from '../../wire/retention.ts';
import type { Api } from '../http/api.ts';
import { buildMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { buildOf, projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { buildParams, organizationPath, projectParams, projectPath } from '../http/paths.ts';
import { dateText } from '../resources/dates.ts';
import { idsOf } from '../resources/id-list.ts';
import type { Services } from '../services.ts';

const dayMs = 24 * 3_600_000;
const leases = `${projectPath}/build/retention/leases`;
const params = Type.Object(projectParams);
const leaseParams = Type.Object({ ...projectParams, leaseId: Id32 });

/** Leases: who keeps a run longer than its project's policy, and until when. */
export function retentionLeaseRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) listOfBuild(api, services, `${path}/build/builds/:buildId`);
  listLeases(api, services);
  addLeases(api, services);
  getLease(api, services);
  updateLease(api, services);
  deleteLeases(api, services);
}

function listOfBuild(api: Api, services: Services, path: string): void {
  const schema = { params: Type.Object(buildParams), response: { 200: Collection(RetentionLease) } };
  api.get(`${path}/leases`, { config: { operation: 'leases.listOfBuild' }, schema }, async request => {
    const { key } = await buildOf(services, request.params);
    return collection(await services.leases.ofRun(key));
  });
}

function listLeases(api: Api, services: Services): void {
  const querystring = Type.Object({
    ownerId: Type.Optional(Type.String()),
    definitionId: Type.Optional(Int32),
    runId: Type.Optional(Int32),
    leasesToFetch: Type.Optional(Type.String()),
  });
  const schema = { params, querystring, response: { 200: Collection(RetentionLease) } };
  api.get(leases, { config: { operation: 'leases.list' }, schema }, async request => {
    const { id: projectId } = await projectOf(services, request.params);
    const { ownerId, definitionId, runId, leasesToFetch } = request.query;
    const filters =
      leasesToFetch === undefined ? [filterOf(ownerId, definitionId, runId)] : wantedLeases(leasesToFetch);
    const found = new Map<number, Lease>();
    for (const filter of filters)
      for (const lease of await services.leases.list(services.organization, { ...filter, projectId }))
        found.set(lease.id, lease);
    return collection([...found.values()].sort((a, b) => a.id - b.id));
  });
}

function filterOf(ownerId?: string, pipelineId?: number, runId?: number): LeaseFilter {
  return {
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(pipelineId === undefined ? {} : { pipelineId }),
    ...(runId === undefined ? {} : { runId }),
  };
}

/** `owner|definition|run`, several with commas between them; what is left empty lets all pass. */
function wantedLeases(text: string): readonly LeaseFilter[] {
  return text.split(',').map(each => {
    const [owner, definition, run] = each.split('|');
    const numbers = [definition, run].map(part => (part ? Number(part) : undefined));
    if (numbers.some(Number.isNaN)) throw serviceError('argument', `'${each}' is not owner|definition|run.`);
    return filterOf(owner || undefined, ...numbers);
  });
}

function addLeases(api: Api, services: Services): void {
  const schema = { params, body: Type.Array(NewRetentionLease), response: { 200: Collection(RetentionLease) } };
  api.post(leases, { config: { operation: 'leases.add' }, schema }, async request => {
    const project = await projectOf(services, request.params);
    for (const wanted of request.body) await checkLease(services, project, wanted);
    const made: Lease[] = [];
    for (const wanted of request.body) made.push(await addLease(services, project, wanted));
    return collection(made);
  });
}

async function checkLease(services: Services, { id }: Project, wanted: NewRetentionLease): Promise<void> {
  checkDays(wanted.daysValid);
  const row = await buildOf(services, { project: id, buildId: wanted.runId });
  if (row.pipeline.id !== wanted.definitionId)
    throw serviceError('argument', `The run ${wanted.runId} is not one of pipeline ${wanted.definitionId}.`);
}

async function addLease(services: Services, { id: projectId }: Project, wanted: NewRetentionLease): Promise<Lease> {
  const { ownerId, runId, definitionId: pipelineId, daysValid, protectPipeline: protectsPipeline = false } = wanted;
  const validUntil = services.clock.now() + daysValid * dayMs;
  const lease = { ownerId, runId, pipelineId, projectId, validUntil, protectsPipeline };
  const made = await services.leases.add(services.organization, lease);
  if (made === undefined) throw buildMissing(runId);
  return made;
}

function getLease(api: Api, services: Services): void {
  const schema = { params: leaseParams, response: { 200: RetentionLease } };
  api.get(`${leases}/:leaseId`, { config: { operation: 'leases.get' }, schema }, async request =>
    leaseResource(await leaseOf(services, request.params)),
  );
}

function updateLease(api: Api, services: Services): void {
  const schema = { params: leaseParams, body: RetentionLeaseUpdate, response: { 200: RetentionLease } };
  api.patch(`${leases}/:leaseId`, { config: { operation: 'leases.update' }, schema }, async request => {
    const { id } = await leaseOf(services, request.params);
    const { daysValid, protectPipeline } = request.body;
    if (daysValid !== undefined) checkDays(daysValid);
    const changed = await services.leases.update(services.organization, id, {
      ...(daysValid === undefined ? {} : { validUntil: services.clock.now() + daysValid * dayMs }),
      ...(protectPipeline === undefined ? {} : { protectsPipeline: protectPipeline }),
    });
    if (changed === undefined) throw leaseMissing(id);
    return leaseResource(changed);
  });
}

function deleteLeases(api: Api, services: Services): void {
  const schema = { params, querystring: Type.Object({ ids: Type.String() }) };
  api.delete(leases, { config: { operation: 'leases.delete' }, schema }, async (request, reply) => {
    const found: Lease[] = [];
    for (const id of idsOf(request.query.ids))
      found.push(await leaseOf(services, { ...request.params, leaseId: Number(id) }));
    for (const { id } of found) await services.leases.remove(services.organization, id);
    return noContent(reply);
  });
}

async function leaseOf(
  services: Services,
  params: { readonly project: string; readonly leaseId: number },
): Promise<Lease> {
  const project = await projectOf(services, params);
  const lease = await services.leases.get(services.organization, params.leaseId);
  if (lease?.projectId !== project.id) throw leaseMissing(params.leaseId);
  return lease;
}

function leaseMissing(id: number) {
  return serviceError('leaseMissing', `The retention lease ${id} could not be found.`);
}

function checkDays(days: number): void {
  if (days < 1 || days > leaseDays)
    throw serviceError('argument', `A lease is valid for 1 to ${leaseDays} days, not for ${days}.`);
}

function collection(found: readonly Lease[]) {
  return { count: found.length, value: found.map(leaseResource) };
}

function leaseResource(lease: Lease): RetentionLease {
  return {
    leaseId: lease.id,
    ownerId: lease.ownerId,
    runId: lease.runId,
    definitionId: lease.pipelineId,
    createdOn: dateText(lease.createdAt),
    validUntil: dateText(lease.validUntil),
    protectPipeline: lease.protectsPipeline,
  };
}
