import type { Schema } from '../../template/schema.ts';

/** Types of parameters of templates; `legacyObject` is theirs alone. */
export const templateParameterTypes = [
  'boolean',
  'container',
  'containerList',
  'deployment',
  'deploymentList',
  'job',
  'jobList',
  'legacyObject',
  'number',
  'object',
  'stage',
  'stageList',
  'step',
  'stepList',
  'string',
  'stringList',
] as const;

/** Types of parameters of a pipeline's own file. */
export const pipelineParameterTypes = [
  ...templateParameterTypes.filter(type => type !== 'legacyObject'),
  'environment',
  'filePath',
  'pool',
  'secureFile',
  'serviceConnection',
] as const;

const parameterKeys = { name: 'nonEmpty', displayName: 'string', default: 'any', values: 'nonEmpties' } as const;

/** Declarations of parameters. */
export const parameters: Schema = {
  pipelineParameters: { sequence: 'pipelineParameter', expressions: 'none' },
  pipelineParameter: {
    mappings: [{ first: 'name', properties: { ...parameterKeys, type: 'pipelineParameterType' } }],
  },
  pipelineParameterType: { scalar: { oneOf: pipelineParameterTypes } },
  templateParameters: { sequence: 'templateParameter', mappings: [{ loose: 'any' }], expressions: 'none' },
  extendsParameters: { sequence: 'templateParameter', expressions: 'none' },
  templateParameter: {
    mappings: [{ first: 'name', properties: { ...parameterKeys, type: 'templateParameterType' } }],
  },
  templateParameterType: { scalar: { oneOf: templateParameterTypes } },
};
