import type { Finding } from '../../base/finding.ts';
import type { ExpandedMapping } from '../../template/expanded.ts';
import type { UsedDocument } from '../../template/used-document.ts';
import type { Plan } from '../model.ts';
import type { TaskInputs } from '../task-inputs.ts';
import type { TaskCatalogue } from '../tasks/catalogue.ts';
import { emptyVariables } from './compile-variables.ts';
import { unknownDependencies } from './dependencies.ts';
import { doubtfulInputs } from './task-inputs.ts';
import { unusedParameters } from './unused-parameters.ts';

type Subject = {
  readonly documents: readonly UsedDocument[];
  readonly root: ExpandedMapping;
  readonly plan: Plan;
  /** Variables that the caller gave values to. */
  readonly variables: Readonly<Record<string, string>>;
  readonly catalogue: TaskCatalogue;
  readonly taskInputs: TaskInputs | undefined;
};

/** Doubts about a pipeline that compiles: each a warning with its place, file by file. They never change the result. */
export function adviseOn({ documents, root, plan, variables, ...tasks }: Subject): readonly Finding[] {
  return [
    ...emptyVariables({ documents, root, given: Object.keys(variables) }),
    ...unknownDependencies(plan, root),
    ...doubtfulInputs(root, tasks),
    ...documents.flatMap(unusedParameters),
  ];
}
