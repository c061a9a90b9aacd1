// Lists what is served (docs/manual/rest-operations.md, from the server's own description), and what of the vendor's OpenAPI documents is not
// (docs/rest-not-served.md).
//   node scripts/rest-coverage.mjs [--openapi FOLDER] [--check]
// Without the vendor's documents (https://github.com/MicrosoftDocs/vsts-rest-api-specs, its `specification` folder or a part of it) only the first
// is made. With --check nothing is written, and the exit code is 1 when a file is not what would be written.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { World } from '../test/api/support/world.ts';

const { values } = parseArgs({ options: { openapi: { type: 'string' }, check: { type: 'boolean', default: false } } });
const docs = join(import.meta.dirname, '..', 'docs');
const verbs = ['get', 'put', 'post', 'patch', 'delete', 'options', 'head'];

const served = await servedOperations();
const files = [[join(docs, 'manual', 'rest-operations.md'), servedText(served)]];
if (values.openapi !== undefined) files.push([join(docs, 'rest-not-served.md'), notServedText(values.openapi)]);

for (const [path, text] of files) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  if (!values.check) writeFileSync(path, text);
  else {
    process.stderr.write(`out of date: ${relative(join(docs, '..'), path)}\n`);
    process.exitCode = 1;
  }
}

/** What /openapi.json says, by path and verb. */
async function servedOperations() {
  await using world = await World.open();
  const { paths } = (await world.call('GET', '//openapi.json')).json();
  return Object.entries(paths)
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([verb, operation]) => ({
        path,
        verb: verb.toUpperCase(),
        name: operation['x-operation'],
        scope: operation['x-scope'],
      })),
    )
    .sort((a, b) => compare(a.path, b.path) || compare(a.verb, b.verb));
}

function servedText(operations) {
  const rows = operations.map(({ path, verb, name, scope }) => `| ${verb} | \`${path}\` | ${name} | ${scope} |`);
  return [
    '# Operations that are served',
    '',
    'Made by `node scripts/rest-coverage.mjs` from the description that every server has at `/openapi.json`. A token needs the scope, or one that',
    'includes it; `any` is every valid token, `none` needs no token.',
    '',
    '| verb | path | operation | scope |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** The vendor's operations that no route of ours answers, by document. */
function notServedText(folder) {
  const patterns = served.map(({ path, verb }) => ({ verb, pattern: patternOf(path) }));
  const isServed = (verb, path) =>
    patterns.some(
      one => one.verb === verb && one.pattern.test(path.replace('{hubName}', 'build').replace(/\{[^}]+\}/g, ':')),
    );
  const sections = documentsIn(folder).map(file => {
    const operations = vendorOperations(join(folder, file));
    const missing = operations.filter(({ verb, path }) => !isServed(verb, path));
    return { file, count: operations.length, missing };
  });
  const total = sections.reduce((sum, { count }) => sum + count, 0);
  const missing = sections.reduce((sum, { missing: list }) => sum + list.length, 0);
  return [
    "# The vendor's operations that are not served",
    '',
    "Made by `node scripts/rest-coverage.mjs --openapi FOLDER` from the vendor's OpenAPI documents and the server's own. An operation counts as served",
    `when a route answers its verb and path: ${total - missing} of ${total} do. The others are answered 404 in the service's form, and discovery does not list them.`,
    '',
    ...sections.flatMap(({ file, count, missing: list }) => [
      `## ${file}: ${count - list.length} of ${count} served`,
      '',
      ...list.map(({ verb, path, name }) => `- ${name}: ${verb} \`${path}\``),
      ...(list.length === 0 ? [] : ['']),
    ]),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function documentsIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('.json') && !name.includes('httpExamples') && !name.startsWith('discovery'))
    .map(name => name.split(sep).join('/'))
    .sort(compare);
}

function vendorOperations(file) {
  const document = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  const all = { ...document.paths, ...document['x-ms-paths'] };
  return Object.entries(all)
    .flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([verb]) => verbs.includes(verb))
        .map(([verb, { operationId }]) => ({
          path: withOrganization(path.split('?')[0]),
          verb: verb.toUpperCase(),
          name: operationId,
        })),
    )
    .sort((a, b) => compare(a.path, b.path) || compare(a.verb, b.verb) || compare(a.name, b.name));
}

function withOrganization(path) {
  return path.startsWith('/{organization}') ? path : `/{organization}${path}`;
}

function patternOf(path) {
  const text = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\\?\{\w+\\?\}/g, ':');
  // A parameter of ours serves a parameter of theirs, and no word that merely stands at its place.
  return new RegExp(`^${text}/?$`, 'i');
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
