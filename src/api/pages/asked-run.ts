import type { RunParameters } from '../services.ts';
import type { RunChoices, Written } from './run-form.ts';
import { fieldsOf, isTrue, skippedStages } from './run-form-fields.ts';

/** What a person asks for with the form of a run; or what of it can't be read. */
export function askedRun(
  choices: RunChoices,
  written: Written,
):
  | { readonly ok: true; readonly parameters: RunParameters }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const others = otherVariables(written.more ?? '');
  if (others.wrong.length > 0)
    return { ok: false, problems: others.wrong.map(line => `'${line}' is no variable: write name=value.`) };
  const version = (written.commit ?? '').trim();
  const self = { refName: choices.ref, ...(version === '' ? {} : { version }) };
  return {
    ok: true,
    parameters: {
      ...nothingAsked,
      resources: { ...nothingAsked.resources, repositories: { self } },
      stagesToSkip: skippedStages(written),
      templateParameters: givenParameters(choices, written),
      variables: { ...givenVariables(choices, written), ...others.variables },
    },
  };
}

/** What the form asks for as it is opened, by which it knows the stages: the defaults, or what another run was asked for with. */
export function askedAtFirst({ ref, parameters }: RunChoices, like: Written): RunParameters {
  const known = new Set(parameters.map(({ name }) => name));
  const given = fieldsOf(like, 'p.').filter(([name]) => known.has(name));
  const resources = { ...nothingAsked.resources, repositories: { self: { refName: ref } } };
  return { ...nothingAsked, resources, templateParameters: Object.fromEntries(given) };
}

const nothingAsked: RunParameters = {
  resources: { repositories: {}, pipelines: {}, builds: {}, containers: {}, packages: {} },
  stagesToSkip: [],
  templateParameters: {},
  variables: {},
  yamlOverride: undefined,
};

/** What is not the default: a run shows what was chosen for it. An unchecked box is not sent. */
function givenParameters({ parameters }: RunChoices, written: Written): Record<string, string> {
  const given = parameters.flatMap(({ name, type, default: fallback }) => {
    const sent = written[`p.${name}`];
    const text = plainLines(sent ?? '');
    if (type === 'boolean') {
      const isUnchanged = fallback !== undefined && isTrue(text) === isTrue(fallback);
      return isUnchanged ? [] : [[name, String(isTrue(text))]];
    }
    if (sent === undefined) return [];
    const isSame = fallback !== undefined && (text === fallback || (text.trim() === '' && type !== 'string'));
    return isSame ? [] : [[name, text]];
  });
  return Object.fromEntries(given);
}

function givenVariables({ variables }: RunChoices, written: Written): RunParameters['variables'] {
  const given = variables.flatMap(([name, { isSecret, value: fallback }]) => {
    const value = plainLines(written[`v.${name}`] ?? '');
    const isSame = isSecret ? value === '' : written[`v.${name}`] === undefined || value === fallback;
    return isSame ? [] : [[name, { value, isSecret }] as const];
  });
  return Object.fromEntries(given);
}

function otherVariables(text: string): {
  readonly variables: RunParameters['variables'];
  readonly wrong: readonly string[];
} {
  const lines = plainLines(text)
    .split('\n')
    .filter(line => line.trim() !== '');
  const wrong = lines.filter(line => !/^\s*[^=\s][^=]*=/.test(line));
  const pairs = lines.map(line => {
    const at = line.indexOf('=');
    return [line.slice(0, at).trim(), { value: line.slice(at + 1), isSecret: false }] as const;
  });
  return { variables: Object.fromEntries(pairs), wrong };
}

/** Browsers send the lines of a text with carriage returns. */
function plainLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
