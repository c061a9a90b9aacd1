import { type DeclaredParameter, declaredParameters } from '../template/declared-parameters.ts';

export type PipelineParameter = DeclaredParameter;

/** The parameters that a run of a pipeline is queued with, by the text of its file; none where it can't be read. */
export function pipelineParameters(text: string): readonly PipelineParameter[] {
  return declaredParameters(text);
}
