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
