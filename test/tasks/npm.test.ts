import { type TaskCase, testCases } from './cases.ts';

const library = JSON.stringify({ name: 'greeting', version: '1.0.0', main: 'index.js' });
const app = JSON.stringify({
  name: 'app',
  version: '1.0.0',
  dependencies: { greeting: 'file:../greeting' },
  scripts: { hi: 'node -p "require(\'greeting\')"' },
});
const files = {
  'repo/greeting/package.json': library,
  'repo/greeting/index.js': "module.exports = 'hello ' + 'from npm';",
  'repo/app/package.json': app,
};

const cases: readonly TaskCase[] = [
  {
    what: 'Npm installs, and runs any command with its words',
    steps: `
- task: Npm@1
  inputs: { workingDir: app }
- task: Npm@1
  inputs: { command: custom, workingDir: app, customCommand: 'run "hi" --silent' }
- task: Npm@1
  inputs: { command: ci, workingDir: app }`,
    prints: [/^hello from npm$/m],
  },
  {
    what: 'Npm fails with the code of npm',
    steps: '- task: Npm@1\n  inputs: { command: custom, workingDir: app, customCommand: run nothing }',
    code: 1,
    prints: [/##\[error\]Npm failed with return code: 1/],
  },
  {
    what: 'Npm needs its custom command, and a folder that is there',
    steps: `
- task: Npm@1
  inputs: { command: custom }
- task: Npm@1
  condition: always()
  inputs: { workingDir: gone }`,
    code: 1,
    prints: [/##\[error\]Input required: customCommand/, /##\[error\]Not found workingDir: .*\/gone/],
  },
  {
    what: 'Npm says that there are no feeds',
    steps: '- task: Npm@1\n  inputs: { customRegistry: useFeed, customFeed: f }',
    code: 1,
    prints: [/##\[error\]Millrace has no package feeds/],
  },
];

testCases(cases.map(each => ({ files, ...each })));
