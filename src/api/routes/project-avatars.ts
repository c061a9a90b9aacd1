import { Type } from 'typebox';
import { avatarBytes } from '../../base/limits.ts';
import { ProjectAvatar } from '../../wire/projects.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

const path = `${organizationPath}/projects/:project/avatar`;
const params = Type.Object({ ...organizationParams, project: Type.String() });

/** How images begin, with their media types. */
const kinds: readonly (readonly [type: string, beginning: string])[] = [
  ['image/png', '89504e47'],
  ['image/jpeg', 'ffd8ff'],
  ['image/gif', '47494638'],
];

/** The picture of a project: set and removed as in the service, and read at the same address, which is ours. */
export function projectAvatarRoutes(api: Api, services: Services): void {
  const set = { params, body: ProjectAvatar };
  api.put(path, { config: { operation: 'avatars.set' }, schema: set }, async (request, reply) => {
    const project = await projectOf(services, request.params);
    const { image } = request.body;
    const bytes = typeof image === 'string' ? Buffer.from(image, 'base64') : Buffer.from(image);
    if (bytes.length > avatarBytes || typeOf(bytes) === undefined)
      throw serviceError('argument', `A picture is a PNG, a JPEG or a GIF of at most ${avatarBytes} bytes.`);
    await services.avatars.set(project.id, bytes);
    return noContent(reply);
  });
  api.delete(path, { config: { operation: 'avatars.remove' }, schema: { params } }, async (request, reply) => {
    const project = await projectOf(services, request.params);
    await services.avatars.set(project.id, undefined);
    return noContent(reply);
  });
  const config = { operation: 'avatars.get', produces: kinds.map(([type]) => type).join(', ') } as const;
  api.get(path, { config, schema: { params } }, async (request, reply) => {
    const project = await projectOf(services, request.params);
    const bytes = await services.avatars.get(project.id);
    if (bytes === undefined) throw serviceError('avatarMissing', `The project ${project.name} has no picture.`);
    return reply.type(typeOf(bytes) ?? 'application/octet-stream').send(bytes);
  });
}

function typeOf(bytes: Buffer): string | undefined {
  const beginning = bytes.subarray(0, 4).toString('hex');
  return kinds.find(([, known]) => beginning.startsWith(known))?.[0];
}
