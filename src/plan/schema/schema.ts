import type { Schema } from '../../template/schema.ts';
import { basics } from './basics.ts';
import { containers } from './containers.ts';
import { deployments } from './deployments.ts';
import { jobs } from './jobs.ts';
import { parameters } from './parameters.ts';
import { phases } from './phases.ts';
import { pipeline } from './pipeline.ts';
import { resources } from './resources.ts';
import { stages } from './stages.ts';
import { steps } from './steps.ts';
import { triggers } from './triggers.ts';
import { variables } from './variables.ts';

/** The whole language: one file per concept beside this one. */
export const schema: Schema = {
  ...basics,
  ...parameters,
  ...triggers,
  ...variables,
  ...resources,
  ...containers,
  ...steps,
  ...jobs,
  ...phases,
  ...deployments,
  ...stages,
  ...pipeline,
};
