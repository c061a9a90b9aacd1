import type { Schema } from '../../template/schema.ts';

/** Keys that say how a container is run, wherever it is described. */
export const containerKeys = {
  image: 'string',
  endpoint: 'string',
  env: 'texts',
  mapDockerSocket: 'boolean',
  options: 'string',
  ports: 'strings',
  volumes: 'strings',
  mountReadOnly: 'readOnlyMounts',
} as const;

/** Containers of jobs and their services. */
export const containers: Schema = {
  jobContainer: {
    scalar: 'any',
    mappings: [{ properties: { alias: 'string' } }, { properties: containerKeys, required: ['image'] }],
    normalise: 'container',
  },
  services: { mappings: [{ loose: 'jobContainer' }] },
  readOnlyMounts: {
    mappings: [{ properties: { work: 'boolean', externals: 'boolean', tools: 'boolean', tasks: 'boolean' } }],
  },
  /** Values of parameters of type `container` and `containerList`. */
  container: { mappings: [{ properties: containerKeys, required: ['image'] }] },
  containerList: { sequence: 'container' },
};
