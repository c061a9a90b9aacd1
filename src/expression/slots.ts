/**
 * Where an expression stands decides which names and functions it knows (yaml language, contexts per slot).
 * `compile`: `${{ }}`. `parameterDefault`: nothing but literals. `runtimeVariable`: `$[ ]` of a root variable. `jobVariable`: `$[ ]` of a
 * job. `stageCondition`, `jobCondition`: `condition:`. `stepCondition`: on the agent.
 */
export type Slot =
  | 'compile'
  | 'parameterDefault'
  | 'runtimeVariable'
  | 'jobVariable'
  | 'stageCondition'
  | 'jobCondition'
  | 'stepCondition';

/** The contexts that each slot knows, in lower case; loop variables come on top of `compile`. */
export const contextsOf: Readonly<Record<Slot, readonly string[]>> = {
  compile: ['parameters', 'variables'],
  parameterDefault: [],
  runtimeVariable: ['variables', 'resources', 'pipeline'],
  jobVariable: ['variables', 'dependencies', 'stagedependencies', 'pipeline', 'resources'],
  stageCondition: ['variables', 'dependencies', 'stagedependencies', 'pipeline'],
  jobCondition: ['variables', 'dependencies', 'stagedependencies', 'pipeline'],
  stepCondition: ['variables'],
};
