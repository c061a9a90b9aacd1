import type { PipelineParameter } from '../../plan/pipeline-parameters.ts';
import type { PipelineVariable } from '../../run/ports/catalogue.ts';
import type { StageChoice } from '../services.ts';
import { type Markup, markup } from './markup.ts';

/** Types whose values are texts of one line. */
const texts: ReadonlySet<string> = new Set([
  'string',
  'number',
  'environment',
  'filePath',
  'pool',
  'secureFile',
  'serviceConnection',
]);

/** A field for a parameter, by its type and the values that it allows. `written` is what somebody chose before. */
export function parameterField(parameter: PipelineParameter, written: string | undefined): Markup {
  const { name, type, default: fallback, values } = parameter;
  const value = written ?? fallback ?? '';
  const id = `p.${name}`;
  if (type === 'boolean') return checkbox(parameter, isTrue(value));
  if (values !== undefined && texts.has(type)) return choice(parameter, values, value);
  if (texts.has(type)) {
    const required = fallback === undefined ? markup` required` : '';
    const mode = type === 'number' ? markup` inputmode="decimal"` : '';
    return labelled(
      parameter,
      markup`<input id="${id}" name="${id}" value="${value}" autocomplete="off"${mode}${required}>`,
    );
  }
  // A newline directly after the tag is not part of the text.
  const area = markup`<textarea class="code" id="${id}" name="${id}" rows="${Math.min(12, value.split('\n').length + 1)}" spellcheck="false" aria-describedby="${id}.help">
${value}</textarea><p class="help" id="${id}.help">${type}: YAML or JSON.${values === undefined ? '' : ` Allowed: ${values.join(', ')}.`}</p>`;
  return labelled(parameter, area);
}

function labelled({ name, displayName }: PipelineParameter, field: Markup): Markup {
  return markup`<div class="field"><label for="p.${name}">${displayName}</label>${field}</div>`;
}

function checkbox({ name, displayName }: PipelineParameter, isChecked: boolean): Markup {
  const checked = isChecked ? markup` checked` : '';
  return markup`<label class="check"><input type="checkbox" name="p.${name}" value="true"${checked}><span>${displayName}</span></label>`;
}

function choice(parameter: PipelineParameter, values: readonly string[], value: string): Markup {
  const { name, default: fallback } = parameter;
  const none = fallback === undefined && value === '' ? markup`<option value=""></option>` : '';
  const options = values.map(
    each => markup`<option value="${each}"${each === value ? markup` selected` : ''}>${each}</option>`,
  );
  return labelled(parameter, markup`<select id="p.${name}" name="p.${name}" required>${none}${options}</select>`);
}

/** Whether a text is the boolean that it stands for. */
export function isTrue(text: string): boolean {
  return text.trim().toLowerCase() === 'true';
}

/** The stages of a run, each to be left out. What was chosen before stays so, also where the stages are not known for now; nothing where there is no choice. */
export function stageFields(stages: readonly StageChoice[], chosen: readonly string[]): Markup | string {
  const others = chosen.filter(name => !stages.some(stage => isSame(stage.name, name)));
  if (stages.length < 2 && others.length === 0) return '';
  const all = [...stages, ...others.map(name => ({ name, displayName: name, isSkippable: true }))];
  const boxes = all.map(({ name, displayName, isSkippable }) => {
    const state = isSkippable ? (chosen.some(each => isSame(each, name)) ? markup` checked` : '') : markup` disabled`;
    const why = isSkippable ? '' : markup` <span class="lead">(is never skipped)</span>`;
    const box = markup`<input type="checkbox" name="s.${name}" value="skip"${state}>`;
    return markup`<label class="check">${box}<span><bdi>${displayName}</bdi>${why}</span></label>`;
  });
  return markup`<fieldset><legend>Skip stages</legend><div class="choices">${boxes}</div></fieldset>`;
}

/** Names of stages match in any case. */
function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}

/** A field for a variable of the pipeline that may be set. A secret is never shown, and kept where nothing is written. */
export function variableField(name: string, variable: PipelineVariable, written: string | undefined): Markup {
  const id = `v.${name}`;
  const field = variable.isSecret
    ? markup`<input id="${id}" name="${id}" type="password" autocomplete="off" placeholder="as it is set">`
    : markup`<input id="${id}" name="${id}" value="${written ?? variable.value}" autocomplete="off">`;
  return markup`<div class="field"><label for="${id}">${name}</label>${field}</div>`;
}

/** The stages that are to be left out. */
export function skippedStages(written: Readonly<Record<string, string>>): readonly string[] {
  return fieldsOf(written, 's.').map(([name]) => name);
}

/** The fields whose names begin so, by what follows in their names. */
export function fieldsOf(
  written: Readonly<Record<string, string>>,
  start: string,
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(written).flatMap(([name, value]) =>
    name.startsWith(start) ? [[name.slice(start.length), value] as const] : [],
  );
}
