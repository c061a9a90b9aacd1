import type { Identity } from '../../run/events.ts';
import type { Services } from '../services.ts';

/** The people of an organization: those who have a token, and the one who asks; each once, by name. */
export async function knownPeople({ tokens, organization }: Services, caller: Identity): Promise<readonly Identity[]> {
  const people = new Map([[caller.id, caller]]);
  for (const { identity } of await tokens.list(organization)) people.set(identity.id, identity);
  return [...people.values()].sort((a, b) => (a.uniqueName < b.uniqueName ? -1 : 1));
}

/** All who act in an organization: its people, and the build service of each project, as which jobs do. */
export async function knownIdentities(services: Services, caller: Identity): Promise<readonly Identity[]> {
  const projects = await services.catalogue.projects(services.organization);
  const buildServices = projects.map(({ id, name }) => services.access.jobs.identityOf({ id, name }));
  const people = await knownPeople(services, caller);
  return [...people, ...buildServices.filter(({ id }) => people.every(person => person.id !== id))];
}
