import type { Span } from '../../base/finding.ts';
import { templateDepth } from '../../base/limits.ts';
import { ObjectValue } from '../../expression/value.ts';
import { type ExpandedNode, type ExpandedScalar, memberOf } from '../expanded.ts';
import type { Documents, Requester, TemplateDocument } from './documents.ts';
import type { Engine, FoundReference } from './engine.ts';
import { Frame } from './frame.ts';
import { Halt } from './halt.ts';
import { bindArguments } from './parameters.ts';
import { resolveReference } from './references.ts';
import { declareRepositories } from './repositories.ts';

const noParameters = new ObjectValue([]);

/** The content of the template that a mapping refers to: the items of its list, or an extended file as a whole. */
export function templateContent(engine: Engine, documents: Documents, found: FoundReference): readonly ExpandedNode[] {
  const { reference } = found.rule;
  const name = memberOf(found.mapping, 'template');
  if (reference === undefined || name?.kind !== 'scalar') return [];
  const document = find(engine, documents, name, found.frame);
  const via = [...found.frame.via, name.span];
  if (document === undefined || !engine.isSound(document, reference.file, via)) return [];
  const frame = bind(engine, document, found, via);
  if (frame === undefined) return [];
  if (reference.body === undefined) declareRepositories(engine, frame);
  const content = engine.document(reference.file, frame);
  if (content?.kind !== 'mapping') return [];
  const body = reference.body === undefined ? content : memberOf(content, reference.body);
  if (body === undefined) return [];
  return body.kind === 'sequence' ? body.items : [body];
}

function find(engine: Engine, documents: Documents, name: ExpandedScalar, caller: Frame): TemplateDocument | undefined {
  const requester: Requester = { file: caller.document.file.path, via: caller.via, span: name.span };
  const { file, ...spot } = requester;
  if (spot.via.length >= templateDepth) {
    engine.report.file(file, spot, 'template.too-deep');
    throw new Halt('everything');
  }
  const target = resolveReference(name.value, caller.document.base, engine.repositories);
  if (target.kind === 'file') return documents.load(target.repository, target.path, requester);
  if (target.kind === 'noRepository') engine.report.file(file, spot, 'template.repository-alias', target.alias);
  else engine.report.file(file, spot, 'template.file-path', target.path);
  throw new Halt('document');
}

/** The frame that the template is evaluated in; `undefined` when its parameters can't be bound. */
function bind(
  engine: Engine,
  document: TemplateDocument,
  found: FoundReference,
  via: readonly Span[],
): Frame | undefined {
  const caller = found.frame;
  const unbound = new Frame(document, via, noParameters, caller.variables);
  const args = memberOf(found.mapping, 'parameters');
  const parameters = bindArguments(engine, unbound, caller, args?.kind === 'mapping' ? args : undefined);
  return parameters && new Frame(document, via, parameters, caller.variables);
}
