// `npm run build [-- FOLDER]`: dist/, what an installed Millrace consists of. docs/decisions/0061 says why it looks as it does.
// With `--program` only what the launcher of a checkout starts: no library, no declarations.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runAtRoot } from './run.mjs';
import { root, setUpOrExit } from './setup.mjs';

/** Packages whose code goes into the bundle: what every command loads. The others stay where npm installed them. */
const bundled = ['commander'];

/**
 * What a server loads at every start goes into its program too, without what it does not use: as npm installs them these are a thousand modules,
 * each of which is found, read and kept in memory on its own.
 */
const bundledForServers = ['@fastify/type-provider-typebox', 'fastify', 'kysely', 'typebox'];
/** What Fastify loads for those who need it: we bring readers and writers of our own, and log outside of it. */
const neverLoaded = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request'];

const libraryEntries = [
  { in: 'src/plan/compile.ts', out: 'compile' },
  { in: 'src/main/library.ts', out: 'millrace' },
];

/** `node:child_process`, and the network and streams behind it, wait until something of it is used: a short run starts its steps without. */
const lazyChildProcess = virtualModules(/^node:child_process$/, () =>
  ['spawn', 'execFile', 'execFileSync']
    .map(
      name =>
        `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => require('child_process').${name} });`,
    )
    .join(''),
);

/** What `commander` imports of Node, taken as it is: esbuild would copy every member of each module, some of which are made when they are looked at. */
const commanderImports = {
  events: "export const EventEmitter = require('events');",
  fs: "export default require('fs');",
  path: "export default require('path');",
  process: 'export default globalThis.process;',
  util: "export const stripVTControlCharacters = text => require('util').stripVTControlCharacters(text);",
};
const plainBuiltins = virtualModules(
  new RegExp(`^node:(${Object.keys(commanderImports).join('|')})$`),
  path => commanderImports[path.slice('node:'.length)],
  importer => importer.includes('/commander/'),
);

/** A plugin that puts texts of its own in the place of modules that match. */
function virtualModules(filter, textOf, isMeant = () => true) {
  const namespace = `virtual ${filter}`;
  return {
    name: namespace,
    setup({ onResolve, onLoad }) {
      onResolve({ filter }, ({ importer, path }) => (isMeant(importer) ? { path, namespace } : undefined));
      onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: textOf(path) }));
    },
  };
}

/**
 * Leaves out what stands behind doors that a command never opens: V8 would read a note of each of its functions at every start. What serves
 * is a third of the code, what runs jobs most of the rest.
 */
const without = doors => ({
  name: 'without-doors',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^\\./(${doors.join('|')})\\.ts$`) }, ({ importer, path }) =>
      importer.endsWith('/src/main/millrace.ts') ? { path, namespace: 'absent' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'absent' }, () => ({ contents: 'export {};' }));
  },
});
const servers = ['server', 'start', 'agent'];

/** The program for each kind of command, with what it does without; src/main/bundle/entry.ts says which command has which. */
const programs = {
  program: [],
  'agent-program': ['server', 'start', 'local-run'],
  'short-program': servers,
  'compile-program': [...servers, 'local-run'],
};

await setUpOrExit({ withProgram: false });
const isProgramOnly = process.argv.includes('--program');
const { build } = await import('esbuild');
const out = resolve(root, process.argv.slice(2).find(arg => !arg.startsWith('-')) ?? 'dist');
const draft = `${out}.${process.pid}`;
const { dependencies, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const common = {
  absWorkingDir: root,
  outdir: draft,
  bundle: true,
  platform: 'node',
  target: 'node24',
  external: packagesBut(bundled),
  metafile: true,
  legalComments: 'none',
};

try {
  await mkdir(draft, { recursive: true });
  // Written first: what is changed while this goes on is newer.
  await writeFile(join(draft, 'built'), '');
  const inputs = await buildCommandLine();
  await buildTasks();
  if (!isProgramOnly) {
    const all = new Set([...inputs, ...(await buildLibrary())]);
    await writeFile(join(draft, 'THIRD-PARTY-LICENSES'), await licensesOf(all));
    await declareTypes();
  }
  // Put in place at once: who starts Millrace meanwhile finds the former bundle or this one.
  await rm(out, { recursive: true, force: true });
  await rename(draft, out);
} finally {
  await rm(draft, { recursive: true, force: true });
}

function packagesBut(names) {
  return Object.keys(dependencies).filter(name => !names.includes(name));
}

/** The command line: the program as one function, for each kind of command, and the entry that runs it. Answers the files that went into it. */
async function buildCommandLine() {
  const define = {
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
    bundledVersion: JSON.stringify(version),
  };
  const program = {
    ...common,
    format: 'cjs',
    write: false,
    minifyWhitespace: true,
    banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
    footer: { js: '})' },
    supported: { 'dynamic-import': false },
    define,
  };
  const entry = 'src/main/millrace.ts';
  const builds = await Promise.all(
    Object.entries(programs).map(([out, absent]) =>
      build({
        ...program,
        entryPoints: [{ in: entry, out }],
        external:
          absent.length === 0 ? [...packagesBut([...bundled, ...bundledForServers]), ...neverLoaded] : program.external,
        plugins: [lazyChildProcess, plainBuiltins, ...(absent.length === 0 ? [] : [without(absent)])],
      }),
    ),
  );
  const files = builds.flatMap(({ outputFiles }) => outputFiles);
  for (const { path, contents } of files) await writeFile(path, contents);
  const hash = createHash('sha256');
  for (const { contents } of files) hash.update(contents);
  const buildName = hash.digest('hex').slice(0, 16);
  await build({
    ...common,
    format: 'cjs',
    entryPoints: [{ in: 'src/main/bundle/entry.ts', out: 'millrace' }],
    outExtension: { '.js': '.cjs' },
    banner: { js: '#!/usr/bin/env node' },
    define: { ...define, buildName: JSON.stringify(buildName) },
  });
  await chmod(join(draft, 'millrace.cjs'), 0o755);
  return Object.keys(builds[0].metafile.inputs);
}

/** What programs import: one file for each entry of `exports` in package.json. */
async function buildLibrary() {
  const { metafile } = await build({ ...common, format: 'esm', entryPoints: libraryEntries });
  return Object.keys(metafile.inputs);
}

/** The shipped task packages: a folder each, with its task.json and one file that is started by itself. */
async function buildTasks() {
  const source = join(root, 'src', 'tasks', 'built-in');
  const folders = (await readdir(source)).filter(name => existsSync(join(source, name, 'task.json')));
  const entryPoints = folders.map(name => ({ in: join(source, name, 'main.ts'), out: join('tasks', name, 'main') }));
  await build({ ...common, format: 'esm', entryPoints });
  for (const name of folders) await copyFile(join(source, name, 'task.json'), join(draft, 'tasks', name, 'task.json'));
}

/** Declarations of the library's entries and of all that these name. */
async function declareTypes() {
  const flags = ['--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--noCheck'];
  const folders = ['--rootDir', 'src', '--outDir', join(draft, 'types')];
  const project = join(draft, 'tsconfig.json');
  const files = libraryEntries.map(entry => join(root, entry.in));
  await writeFile(project, JSON.stringify({ extends: join(root, 'tsconfig.json'), include: [], files }));
  const code = await runAtRoot(join(root, 'node_modules', '.bin', 'tsc'), ['--project', project, ...flags, ...folders]);
  await rm(project);
  if (code !== 0) throw new Error(`tsc ended with ${code}`);
}

/** The licences of the packages whose code is in the bundle: each asks to be passed on with it. */
async function licensesOf(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
    if (folder !== undefined) packages.add(folder);
  }
  const texts = [...packages].sort().map(async folder => {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const file = (await readdir(join(root, folder))).find(each => /^licen[sc]e/i.test(each));
    const text = file === undefined ? `License: ${license}` : await readFile(join(root, folder, file), 'utf8');
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
