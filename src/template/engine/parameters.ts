import { SourceFile } from '../../base/finding.ts';
import { toText } from '../../expression/convert.ts';
import { ObjectValue, type Value } from '../../expression/value.ts';
import { readYaml } from '../../syntax/read.ts';
import type { YamlNode } from '../../syntax/tree.ts';
import type { ExpandedMapping, ExpandedNode } from '../expanded.ts';
import type { Budget } from './budget.ts';
import { type Argument, coerce, refuse } from './coerce.ts';
import { type Declaration, declarationsOf } from './declarations.ts';
import type { Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import type { InputNode } from './input-node.ts';
import type { Spot } from './report.ts';

/** An argument and where an objection to its very presence points. */
type Given = Argument & { readonly keySpot: Spot };

/** Types whose values a list of allowed values does not hold for. */
const unlisted = new Set(['object', 'legacyObject']);

/**
 * The `parameters` of a template's frame: its arguments, written in the `caller`'s frame, over its defaults. `undefined` when one is missing
 * or wrong; all of them are reported.
 */
export function bindArguments(
  engine: Engine,
  template: Frame,
  caller: Frame,
  args: ExpandedMapping | undefined,
): ObjectValue | undefined {
  const declarations = declarationsOf(template.document);
  if (declarations.kind === 'none') return parametersOf([]);
  const given = (args?.entries ?? []).map(({ key, value }) => {
    return { name: key.value, node: value, spot: value, keySpot: key, isPlaced: true, frame: caller };
  });
  if (declarations.kind === 'list') return bind(engine, template, declarations.list, given);
  const defaults = declarations.defaults.entries.map(({ key, value }) => {
    return [key.value, engine.values.toTexts(authored(engine, value, template))] as const;
  });
  const named = given.map(({ name, node }) => [name, engine.values.toTexts(node)] as const);
  return parametersOf([...defaults, ...named]);
}

/** The `parameters` of the pipeline's own file: values given when a run is queued, as text, over the defaults. */
export function bindQueued(
  engine: Engine,
  frame: Frame,
  queued: Readonly<Record<string, string>>,
): ObjectValue | undefined {
  const declarations = declarationsOf(frame.document);
  const list = declarations.kind === 'list' ? declarations.list : [];
  const byName = new Map(list.map(declaration => [declaration.name.toLowerCase(), declaration]));
  const given = Object.entries(queued).map(([name, text]) => {
    const declared = byName.get(name.toLowerCase());
    const spot = { span: declared?.span ?? frame.document.root.span, via: frame.via };
    const node = queuedNode(engine.budget, text, declared?.type ?? 'string', spot);
    return { name, node, spot, keySpot: spot, isPlaced: false, frame };
  });
  return bind(engine, frame, list, given);
}

/** Arguments first, in their order, then what is missing, in the order of declaration: so the service reports them. */
function bind(
  engine: Engine,
  frame: Frame,
  list: readonly Declaration[],
  given: readonly Given[],
): ObjectValue | undefined {
  const before = engine.report.findings.length;
  const declared = new Map<string, Declaration>();
  for (const declaration of list) {
    if (declared.has(declaration.name.toLowerCase()))
      engine.report.at({ span: declaration.span, via: frame.via }, 'parameter.duplicate', declaration.name);
    declared.set(declaration.name.toLowerCase(), declaration);
  }
  const bound = new Map<string, Value>();
  for (const argument of given) {
    const declaration = declared.get(argument.name.toLowerCase());
    if (declaration === undefined) {
      refuse(engine, { ...argument, spot: argument.keySpot }, 'parameter.unexpected', argument.name);
      engine.report.hint([...declared.values()].map(({ name }) => name));
    } else {
      const value = check(engine, declaration, { ...argument, name: declaration.name }, frame);
      bound.set(declaration.name, value ?? null);
    }
  }
  for (const declaration of declared.values())
    if (!bound.has(declaration.name)) bound.set(declaration.name, fallback(engine, declaration, frame));
  if (engine.report.findings.length > before) return undefined;
  return parametersOf([...declared.values()].map(({ name }) => [name, bound.get(name) ?? null] as const));
}

function fallback(engine: Engine, declaration: Declaration, frame: Frame): Value {
  if (declaration.default === undefined) {
    engine.report.unplaced({ span: declaration.span, via: frame.via }, 'parameter.missing', declaration.name);
    return null;
  }
  const node = authored(engine, declaration.default, frame);
  return check(engine, declaration, { name: declaration.name, node, spot: node, isPlaced: true, frame }, frame) ?? null;
}

/** The argument as the parameter's type, if it is among the values that the parameter allows. */
function check(engine: Engine, declaration: Declaration, argument: Argument, frame: Frame): Value | undefined {
  const value = coerce(engine, declaration.type, argument);
  if (value === undefined || declaration.values === undefined || unlisted.has(declaration.type)) return value;
  const allowed = new Set(declaration.values.map(node => listedText(engine, node, declaration, frame)));
  for (const one of Array.isArray(value) ? value : [value]) {
    const text = toText(one);
    if (text === undefined || allowed.has(text)) continue;
    const shown = argument.node.kind === 'scalar' ? argument.node.value : text;
    refuse(engine, argument, 'parameter.value', argument.name, shown);
    engine.report.hint([...allowed]);
    return undefined;
  }
  return value;
}

function listedText(engine: Engine, node: YamlNode, { type }: Declaration, frame: Frame): string {
  const expanded = authored(engine, node, frame);
  const text = expanded.kind === 'scalar' ? expanded.value : '';
  if (type === 'number' && Number.isFinite(Number(text))) return toText(Number(text)) ?? text;
  if (type === 'boolean') return text.toLowerCase() === 'true' ? 'True' : 'False';
  return text;
}

/** A node of a declaration, which holds no expression but literal texts. */
function authored(engine: Engine, node: YamlNode, frame: Frame): ExpandedNode {
  const expanded = engine.node(node, 'any', frame);
  if (expanded === undefined) throw new Error('A checked default has no value');
  return expanded;
}

/** JSON from outside as a value, its scalars as texts; a text where it can't be read. */
export function jsonValue(engine: Engine, frame: Frame, json: string): Value {
  const spot = { span: frame.document.root.span, via: frame.via };
  return engine.values.toValue(queuedNode(engine.budget, json, 'object', spot));
}

/**
 * A queue-time value as the node it would be in YAML: JSON is read as YAML where the type is not a text. It may be long, and is charged
 * before it is read and again for what it holds.
 */
function queuedNode(budget: Budget, text: string, type: string, origin: Spot): ExpandedNode {
  const scalar = { kind: 'scalar', value: text, style: 'computed', ...origin } as const;
  if (scalarTypes.has(type)) return scalar;
  budget.addVisits(text.length);
  const { root } = readYaml(new SourceFile('templateParameters', text));
  return root === undefined ? scalar : withOrigin(budget, root, origin);
}

const scalarTypes = new Set([
  'string',
  'number',
  'boolean',
  'environment',
  'filePath',
  'secureFile',
  'serviceConnection',
]);

function withOrigin(budget: Budget, node: InputNode, origin: Spot): ExpandedNode {
  if (node.kind === 'scalar') {
    budget.addText(node.value);
    return { ...node, ...origin };
  }
  budget.addObject();
  if (node.kind === 'sequence')
    return { kind: 'sequence', items: node.items.map(item => withOrigin(budget, item, origin)), ...origin };
  const entries = node.entries.map(({ key, value }) => {
    budget.addText(key.value);
    return { key: { ...key, ...origin }, value: withOrigin(budget, value, origin) };
  });
  return { kind: 'mapping', entries, ...origin };
}

function parametersOf(entries: Iterable<readonly [string, Value]>): ObjectValue {
  return new ObjectValue(entries, { ignoreCase: true, missing: 'error' });
}
