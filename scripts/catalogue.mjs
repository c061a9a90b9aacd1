// Makes the catalogue of built-in tasks (src/plan/tasks/built-in-*.ts) from the vendor's own facts; CONTRIBUTING.md says where they are.
//   node scripts/catalogue.mjs --tasks FOLDER|FILE.jsonl… [--schema FILE.json] [--out FOLDER] [--check]
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', multiple: true, default: [] },
    schema: { type: 'string' },
    out: { type: 'string', default: join(import.meta.dirname, '..', 'src', 'plan', 'tasks') },
    check: { type: 'boolean', default: false },
  },
});
if (values.tasks.length === 0 && values.schema === undefined) {
  process.stderr.write('Give --tasks FOLDER|FILE.jsonl, --schema FILE.json, or both.\n');
  process.exit(2);
}

/** Task versions by lower-cased name, then by major version. What a task.json says comes before what the schema says. */
const catalogue = new Map();
for (const version of [...values.tasks.flatMap(readTasks), ...schemaTasks(values.schema)]) add(version);

const tasks = [...catalogue.values()].sort((a, b) => compare(a.name, b.name));
const stale = [
  ['built-in-tasks.ts', namesFile(tasks)],
  ['built-in-inputs.ts', inputsFile(tasks)],
].filter(([name, text]) => !isCurrent(join(values.out, name), text));
for (const [name, text] of values.check ? [] : stale) writeFileSync(join(values.out, name), text);
if (values.check && stale.length > 0) {
  process.stderr.write(`out of date: ${stale.map(([name]) => name).join(', ')}\n`);
  process.exitCode = 1;
}

function isCurrent(path, text) {
  return existsSync(path) && readFileSync(path, 'utf8') === text;
}

/** The task.json files below a folder, or the lines of a file. */
function readTasks(path) {
  const texts = statSync(path).isDirectory()
    ? taskFiles(path).map(file => readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
    : readFileSync(path, 'utf8').trim().split('\n');
  return texts.map(text => taskVersion(JSON.parse(text)));
}

function taskFiles(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const own = entries.some(({ name }) => name === 'task.json') ? [join(folder, 'task.json')] : [];
  const below = entries.filter(entry => entry.isDirectory() && entry.name !== 'node_modules');
  return own.length > 0 ? own : below.flatMap(({ name }) => taskFiles(join(folder, name)));
}

function taskVersion({ name, id, friendlyName = '', version, inputs = [] }) {
  const major = Number(typeof version === 'string' ? version.split('.')[0] : version.Major);
  return { name, id: id.toLowerCase(), friendlyName, major, inputs: inputs.map(taskInput) };
}

function taskInput({ name, type, aliases = [], required, visibleRule, defaultValue, options }) {
  const choices = type === 'pickList' && options !== undefined ? choicesOf(options) : [];
  return {
    name,
    aliases,
    type: type === 'boolean' ? 'boolean' : 'string',
    // What has a default, or only shows when another input says so, may well be left out.
    required: String(required) === 'true' && visibleRule === undefined && (defaultValue ?? '') === '',
    choices,
  };
}

function choicesOf(options) {
  return Array.isArray(options) ? options.map(String) : Object.keys(options);
}

/** The tasks of the service's JSON schema, which knows some that have no task.json in the repository. It has no ids. */
function schemaTasks(path) {
  if (path === undefined) return [];
  const { definitions } = JSON.parse(readFileSync(path, 'utf8'));
  return definitions.task.anyOf.flatMap(({ properties }) => {
    const reference = properties?.task?.pattern?.match(/^\^(.+)@(\d+)\$$/);
    if (reference == null) return [];
    const { properties: inputs = {}, required = [] } = properties.inputs ?? {};
    return [
      {
        name: reference[1],
        id: '',
        friendlyName: '',
        major: Number(reference[2]),
        inputs: Object.entries(inputs).map(([name, input]) => schemaInput(name, input, required)),
      },
    ];
  });
}

/** The schema calls an input by the alias that people write, and lists the task's own name behind it. */
function schemaInput(written, { type, aliases = [], enum: choices = [] }, required) {
  const name = aliases.at(-1) ?? written;
  return {
    name,
    aliases: [written, ...aliases].filter(alias => alias !== name),
    type: type === 'boolean' ? 'boolean' : 'string',
    required: required.includes(written),
    choices,
  };
}

function add(version) {
  const key = version.name.toLowerCase();
  const known = catalogue.get(key);
  const { name, id, friendlyName, major, inputs } = version;
  if (known === undefined) catalogue.set(key, { name, id, friendlyName, versions: new Map([[major, inputs]]) });
  else if (!known.versions.has(major)) {
    // The newest version that says what the task is called is right.
    if (id !== '' && major > Math.max(...known.versions.keys())) Object.assign(known, { id, friendlyName });
    known.versions.set(major, inputs);
  }
}

function namesFile(all) {
  const lines = all.map(({ name, id, friendlyName, versions }) => {
    const parts = sorted(versions).map(([major, inputs]) => {
      const pairs = inputs.flatMap(input => input.aliases.map(alias => `${alias}=${input.name}`));
      return pairs.length === 0 ? `${major}` : `${major}:${pairs.join(',')}`;
    });
    return `${name}|${id}|${friendlyName}|${parts.join(';')}`;
  });
  return dataFile('builtInTasks', lines, [
    "The service's built-in tasks, one a line: name, id, friendly name, and for each major version its inputs' aliases (`alias=input`).",
    'Facts of microsoft/azure-pipelines-tasks (MIT), made by scripts/catalogue.mjs. Read by catalogue.ts, on the first look for a task that is',
    'not among the common ones.',
  ]);
}

/** Inputs as `[name, kind]`: kind is what `kindOf` says. */
function inputsFile(all) {
  const lines = all.map(({ name, versions }) => {
    const majors = sorted(versions).map(([major, inputs]) => [major, inputs.map(input => [input.name, kindOf(input)])]);
    return JSON.stringify([name, majors]);
  });
  return dataFile('builtInInputs', lines, [
    'The inputs of the built-in tasks, a JSON array a line: name, then for each major version its inputs with their kind: `s` a text, `b` a',
    'boolean, or the list of its choices; in capitals, or with `null` as the first choice, where the input is required.',
    'Facts of microsoft/azure-pipelines-tasks and microsoft/azure-pipelines-vscode (MIT), made by scripts/catalogue.mjs. Read by task-inputs.ts.',
  ]);
}

function kindOf({ type, required, choices }) {
  if (choices.length > 0) return required ? [null, ...choices] : choices;
  const letter = type === 'boolean' ? 'b' : 's';
  return required ? letter.toUpperCase() : letter;
}

function dataFile(name, lines, comment) {
  const data = lines.join('\n').replace(/[\\`]|\$\{/g, '\\$&');
  return `/**\n${comment.map(line => ` * ${line}\n`).join('')} */\nexport const ${name} = \`\n${data}\n\`;\n`;
}

function sorted(versions) {
  return [...versions].sort(([a], [b]) => a - b);
}

function compare(a, b) {
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1;
}
