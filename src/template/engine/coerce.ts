import { exactNumber } from '../../expression/convert.ts';
import type { Value } from '../../expression/value.ts';
import type { ExpandedNode, ExpandedScalar } from '../expanded.ts';
import type { TemplateFindingCode, wording } from '../wording.ts';
import type { Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import type { Spot } from './report.ts';
import { structuredValue } from './structured-value.ts';

/** An argument on its way into a parameter. */
export type Argument = {
  readonly name: string;
  readonly node: ExpandedNode;
  /** Where findings point: values given when a run is queued stand nowhere, so their findings are only about a place. */
  readonly spot: Spot;
  readonly isPlaced: boolean;
  /** The frame that the argument was written in, for templates that it refers to. */
  readonly frame: Frame;
};

/** The definitions that values of structured types follow. */
const structured: Readonly<Record<string, string>> = {
  step: 'step',
  stepList: 'steps',
  job: 'job',
  jobList: 'jobs',
  deployment: 'deployment',
  deploymentList: 'deployments',
  stage: 'stage',
  stageList: 'stages',
  container: 'container',
  containerList: 'containerList',
};

const numberText = /^\s*[-+]?(\d[\d,]*(\.\d*)?|\.\d+)\s*$/;

/** The value that an argument has as a parameter of a type; `undefined` when it has none, which is reported. */
export function coerce(engine: Engine, type: string, argument: Argument): Value | undefined {
  const definition = structured[type];
  if (definition !== undefined) return coerceStructure(engine, type, definition, argument);
  const { node } = argument;
  switch (type) {
    case 'object':
      return engine.values.toValue(node);
    case 'legacyObject':
      return node.kind === 'mapping' ? engine.values.toTexts(node) : wrongType(engine, type, argument);
    case 'pool':
      return node.kind === 'scalar' ? node.value : engine.values.toValue(node);
    case 'stringList':
      return coerceList(engine, type, argument);
    case 'number':
    case 'boolean':
      return node.kind === 'scalar'
        ? (primitive(type, node.value) ?? wrongType(engine, type, argument))
        : wrongType(engine, type, argument);
    default:
      return node.kind === 'scalar' ? node.value : wrongType(engine, type, argument);
  }
}

function primitive(type: 'number' | 'boolean', text: string): Value | undefined {
  if (type === 'number') return numberText.test(text) ? exactNumber(text.replaceAll(',', '').trim()) : undefined;
  const lowered = text.toLowerCase();
  return lowered === 'true' || lowered === 'false' ? lowered === 'true' : undefined;
}

function coerceList(engine: Engine, type: string, argument: Argument): Value | undefined {
  const { node } = argument;
  if (node.kind !== 'sequence' || !node.items.every((item): item is ExpandedScalar => item.kind === 'scalar'))
    return wrongType(engine, type, argument);
  const known = engine.values.toValue(node);
  const isTexts = Array.isArray(known) && known.every(item => typeof item === 'string');
  return isTexts ? known : engine.values.toTexts(node);
}

/** The service names the parameter first, without a place, and then whatever is wrong inside its value. */
function coerceStructure(engine: Engine, type: string, definition: string, argument: Argument): Value | undefined {
  const { report } = engine;
  const before = report.findings.length;
  const node = engine.node(argument.node, definition, argument.frame);
  if (report.findings.length === before && node !== undefined) return structuredValue(engine, node, definition);
  const inside = report.findings.splice(before);
  report.unplaced(argument.spot, 'parameter.type', argument.name, nounOf(type));
  for (const finding of inside) report.findings.push(finding);
  return undefined;
}

function wrongType(engine: Engine, type: string, argument: Argument): undefined {
  const { name, node } = argument;
  if (node.kind === 'scalar') refuse(engine, argument, 'parameter.value-type', name, node.value, nounOf(type));
  else refuse(engine, argument, 'parameter.type', name, nounOf(type));
}

/** Reports what is wrong with an argument, where the service would. */
export function refuse<Code extends TemplateFindingCode>(
  { report }: Engine,
  { spot, isPlaced }: Pick<Argument, 'spot' | 'isPlaced'>,
  code: Code,
  ...details: Parameters<(typeof wording)[Code]>
): void {
  if (isPlaced) report.at(spot, code, ...details);
  else report.unplaced(spot, code, ...details);
}

function nounOf(type: string): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}
