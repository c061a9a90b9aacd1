import type { QueueBuild } from '../../wire/builds.ts';
import { serviceError } from '../http/errors.ts';
import type { RunParameters } from '../services.ts';
import { demandText } from './definition-change.ts';

/** What a request to queue a build asks of the run. */
export function queuedParameters(body: QueueBuild, poolId: number | undefined): RunParameters {
  const { sourceBranch, sourceVersion, reason, priority, demands } = body;
  const self = {
    ...(sourceBranch ? { refName: fullRef(sourceBranch) } : {}),
    ...(sourceVersion ? { version: sourceVersion } : {}),
  };
  const variables = Object.entries(readParameters(body.parameters)).map(
    ([name, value]) => [name, { value, isSecret: false }] as const,
  );
  const templateParameters = Object.entries(body.templateParameters ?? {}).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return {
    resources: { repositories: { self }, pipelines: {}, builds: {}, containers: {}, packages: {} },
    stagesToSkip: [],
    templateParameters: Object.fromEntries(templateParameters),
    variables: Object.fromEntries(variables),
    yamlOverride: undefined,
    queue: {
      ...(priority === undefined ? {} : { priority }),
      ...(poolId === undefined ? {} : { poolId }),
      ...(demands === undefined ? {} : { demands: demands.map(demandText) }),
    },
    ...(reason === 'pullRequest' ? { reason } : {}),
  };
}

function fullRef(branch: string): string {
  return branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
}

/** Queue-time variables: an object as JSON text, or as the text that Python makes of one, which is what `az` sends. */
export function readParameters(text: string | undefined): Record<string, string> {
  if (text === undefined || text.trim() === '') return {};
  const value = parsed(text) ?? parsed(fromPython(text));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(text);
  const texts = Object.entries(value).map(([name, one]) => {
    if (typeof one === 'object' && one !== null) throw unreadable(text);
    return [name, one === null ? '' : String(one)] as const;
  });
  return Object.fromEntries(texts);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const pythonToken = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(None|True|False)\b/gs;
const pythonWords: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false' };

/** The JSON of what Python's `repr` wrote: its quotes and its words for null, true and false. */
function fromPython(text: string): string {
  return text.replace(pythonToken, (_, single?: string, double?: string, word?: string) =>
    word === undefined ? JSON.stringify(unescaped(single ?? double ?? '')) : (pythonWords[word] ?? word),
  );
}

const pythonEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gis, (_, byte?: string, unit?: string, one = '') => {
    const code = byte ?? unit;
    return code === undefined ? (pythonEscapes[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16));
  });
}

function unreadable(text: string) {
  return serviceError('argument', `The parameters are not an object of texts as JSON: ${text}`);
}
