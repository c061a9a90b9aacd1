import { expand } from '../template/expand.ts';
import { adviseOn } from './advice/advise.ts';
import { buildPlan } from './build/plan.ts';
import { checkPlan } from './checks/check-plan.ts';
import type { Compilation, CompileInput } from './compilation.ts';
import { printYaml } from './final-yaml.ts';
import { extendedFiles, mergeExtended } from './normalise/extends.ts';
import { normalisers } from './normalise/normalisers.ts';
import { wrapInStages } from './normalise/pipeline.ts';
import { resolveResourceSteps } from './normalise/resource-steps.ts';
import { schema } from './schema/schema.ts';
import { constantVariables, systemVariables } from './system-variables.ts';
import { TaskCatalogue } from './tasks/catalogue.ts';

// What a program that imports `millrace/compile` names beside the function.
export type { Finding, SourceFiles, Span } from '../base/finding.ts';
export type { SourceAnswer, SourceReader, SourceRepository } from '../template/source-reader.ts';
export type { Compilation, CompileInput, SourceLine } from './compilation.ts';

/**
 * Compiles a pipeline: text to plan, finalYaml and source map in one call, as the service does for a preview or a run. Pure and synchronous;
 * never throws on account of the pipeline, whose faults are findings, in the order in which the service reports them.
 */
export function compile(input: CompileInput): Compilation {
  const { templateParameters = {}, variables = {}, knownTasks = [], warnings = false, taskInputs, ...rest } = input;
  const expanded = expand({
    ...rest,
    schema,
    definition: 'pipeline',
    normalisers,
    parameters: templateParameters,
    variables: { ...constantVariables, ...variables },
    systemVariables,
  });
  const { files } = expanded;
  const nothing = { plan: undefined, finalYaml: undefined, sourceMap: [], files };
  if (expanded.root === undefined) return { ...nothing, findings: expanded.findings };
  const merged = mergeExtended(expanded.root);
  if (merged.findings.length > 0) return { ...nothing, findings: merged.findings };
  const resolved = resolveResourceSteps(wrapInStages(merged.value));
  if (resolved.findings.length > 0) return { ...nothing, findings: resolved.findings };
  const root = resolved.value;
  const catalogue = new TaskCatalogue(knownTasks);
  const extended = extendedFiles(expanded.root).flatMap(file => expanded.originOf(file) ?? []);
  const built = buildPlan(root, expanded.parameters, catalogue);
  const plan = extended.length === 0 ? built : { ...built, extends: extended };
  const findings = checkPlan(plan, catalogue);
  if (findings.some(({ severity }) => severity === 'error')) return { ...nothing, findings };
  const { text, sourceMap } = printYaml(root, files);
  const advice = warnings
    ? adviseOn({ documents: expanded.documents(), root, plan, variables, catalogue, taskInputs })
    : [];
  return { plan, finalYaml: text, sourceMap, findings: [...findings, ...advice], files };
}
