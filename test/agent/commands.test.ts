import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { issueMessageChars, outputVariableChars, recordIssues } from '../../src/base/limits.ts';
import type { JobCompleted } from '../../src/wire/agent-protocol.ts';
import { bash, type JobRun, jobRequest, runTestJob } from './job.ts';

/** What a second step sees of what the first, named `first`, wrote. */
async function afterwards(commands: string, look: string, variables = {}): Promise<JobRun & { readonly seen: string }> {
  const steps = [
    bash(commands, { name: 'first', displayName: 'first' }),
    bash(look, { name: 'second', displayName: 'second', condition: 'always()' }),
  ];
  const run = await runTestJob(jobRequest(steps, { variables }));
  return { ...run, seen: outputOf(run, 'second') };
}

function outputOf({ server }: JobRun, name: string): string {
  return server.outputOf(server.record(name));
}

describe('variables', () => {
  const cases: readonly [what: string, commands: string, look: string, seen: string][] = [
    ['are set for the next step', 'echo "##vso[task.setvariable variable=a]x"; echo "[$A]"', 'echo "$A $(a)"', 'x x\n'],
    [
      'may hold what commands escape',
      'echo "##vso[task.setvariable variable=a]1%AZP250A%0A2"',
      'echo "$A"',
      '1%0A\n2\n',
    ],
    [
      'that are secret are not in the environment, and hidden',
      'echo "##vso[task.setvariable variable=a;issecret=true]hunter2"',
      'echo "[$A]" "$(a)"',
      '[] ***\n',
    ],
    [
      'that are outputs are read by the step’s name',
      'echo "##vso[task.setvariable variable=a;isOutput=true]x"',
      "echo $FIRST_A '$(first.a) $(a)'",
      'x x $(a)\n',
    ],
    ['may be emptied', 'echo "##vso[task.setvariable variable=a]"', 'echo "[$A]"', '[]\n'],
    [
      'keep their case where asked to',
      'echo "##vso[task.setvariable variable=aB;preserveCase=true]x"',
      'echo "$aB"',
      'x\n',
    ],
    ['from the error stream count too', 'echo "##vso[task.setvariable variable=a]x" >&2', 'echo "$A"', 'x\n'],
    ['from the middle of a line count too', 'echo "12:00 ##vso[task.setvariable variable=a]x"', 'echo "$A"', 'x\n'],
    ['set without a line end count too', 'printf "##vso[task.setvariable variable=a]x"', 'echo "$A"', 'x\n'],
    [
      'the path grows at its front',
      'echo "##vso[task.prependpath]/one"; echo "##vso[task.prependpath]/two"; echo "##vso[task.prependpath]/one"',
      'echo "$PATH" | cut -d: -f1-2',
      '/one:/two\n',
    ],
    [
      'a service connection’s address changes',
      'echo "##vso[task.setendpoint id=7;field=url]https://example.com/x"',
      'echo "$ENDPOINT_URL_7"',
      'https://example.com/x\n',
    ],
    [
      'a service connection’s data change',
      'echo "##vso[task.setendpoint id=7;field=dataParameter;key=a.b]v"',
      'echo "$ENDPOINT_DATA_7_A_B"',
      'v\n',
    ],
    [
      'a service connection’s secret is hidden',
      'echo "##vso[task.setendpoint id=7;field=authParameter;key=k]hunter2"',
      'echo hunter2',
      '***\n',
    ],
    [
      'a task variable’s secret is hidden',
      'echo "##vso[task.settaskvariable variable=t;issecret=true]hunter2"',
      'echo hunter2',
      '***\n',
    ],
    [
      'a secret is hidden from its line on',
      'echo hunter2; echo "##vso[task.setsecret]hunter2"; echo hunter2',
      'echo "x hunter2"',
      'x ***\n',
    ],
  ];
  for (const [what, commands, look, seen] of cases) {
    test(what, async () => {
      const run = await afterwards(commands, look);
      assert.equal(run.seen, seen);
      assert.equal(run.result, 'succeeded');
    });
  }

  test('outputs go to the record and to the job, and secrets are marked', async () => {
    const { server } = await afterwards(
      'echo "##vso[task.setvariable variable=a;isOutput=true]x"; echo "##vso[task.setvariable variable=s;isOutput=true;isSecret=true]hunter2"',
      'true',
    );
    assert.deepEqual(server.record('first').variables, {
      'agent.version': { value: '4.270.0' },
      a: { value: 'x' },
      s: { value: 'hunter2', isSecret: true },
    });
    const outputs: JobCompleted['outputs'] = server.completed[0]?.outputs ?? {};
    assert.deepEqual(outputs['first.a'], { value: 'x' });
    assert.deepEqual(outputs['first.s'], { value: 'hunter2', isSecret: true });
    assert.deepEqual(outputs['agent.version'], { value: '4.270.0' });
    assert.deepEqual(outputs['JobExtension_Init.agent.version'], { value: '4.270.0' });
  });
});

describe('a command that cannot be carried out fails the step', () => {
  const documentation = 'Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)';
  const long = 'x'.repeat(outputVariableChars + 1);
  const cases: readonly [what: string, command: string, reason: string][] = [
    [
      'a variable without a name',
      '##vso[task.setvariable]x',
      "Required field 'variable' is missing in ##vso[task.setvariable] command.",
    ],
    [
      'a read-only variable',
      '##vso[task.setvariable variable=fixed]x',
      "Overwriting readonly variable 'fixed' is not permitted. See https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details.",
    ],
    [
      'a variable of the agent’s own',
      '##vso[task.setvariable variable=Agent.TempDirectory]/',
      "Overwriting readonly variable 'Agent.TempDirectory' is not permitted. See https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details.",
    ],
    [
      'a secret of several lines',
      '##vso[task.setvariable variable=s;issecret=true]a%0Ab',
      'Secrets cannot contain multiple lines',
    ],
    [
      'an output beyond the limit',
      `##vso[task.setvariable variable=o;isoutput=true]${long}`,
      `The output variable 'o' is longer than ${outputVariableChars} characters.`,
    ],
    ['an issue of another type', '##vso[task.logissue type=info]x', 'issue type info is not an expected issue type.'],
    ['an unknown result', '##vso[task.complete result=Great]', "Command doesn't have valid result value."],
    ['no result', '##vso[task.complete]x', "Command doesn't have valid result value."],
    [
      'a summary that is not there',
      '##vso[task.uploadsummary]/nowhere.md',
      'Cannot upload summary file, summary file location is not specified or summary file not exist on disk',
    ],
    [
      'a file that is not there',
      '##vso[task.uploadfile]/nowhere',
      'Cannot upload task attachment file, attachment file location is not specified or attachment file not exist on disk',
    ],
    [
      'a log that is not there',
      '##vso[build.uploadlog]/nowhere.log',
      "Log file path is not provided or file doesn't exist: '/nowhere.log'",
    ],
    [
      'a path that no file can have',
      `##vso[task.uploadfile]/${'x'.repeat(300)}`,
      `ENAMETOOLONG: name too long, stat '/${'x'.repeat(300)}'`,
    ],
    ['progress that is no number', '##vso[task.setprogress value=half]', "Command doesn't have valid progress value."],
    [
      'a part without an id',
      '##vso[task.logdetail name=x]',
      "Can't update timeline record, timeline record id is missing.",
    ],
    [
      'a part with an id that is none',
      '##vso[task.logdetail id=7;name=x]',
      "Command doesn't have a valid id of a timeline record.",
    ],
    [
      'a new part without a name',
      '##vso[task.logdetail id=0f8fad5b-d9cb-469f-a165-70867728950e;type=x]',
      'Name is required for this new timeline record.',
    ],
    [
      'a new part below one that is not there',
      '##vso[task.logdetail id=0f8fad5b-d9cb-469f-a165-70867728950e;type=x;name=y;parentid=7c9e6679-7425-40de-944b-e07fc1f90ae7]',
      'Parent timeline record has not been created for this new timeline record.',
    ],
    ['an address that is none', '##vso[task.setendpoint id=7;field=url]here', "'here' is not a legal url."],
    [
      'an unknown event',
      '##vso[task.fly]x',
      `##vso[task.fly] is not a recognized command for task command extension. ${documentation}`,
    ],
    [
      'an event that objects have',
      '##vso[task.constructor]x',
      `##vso[task.constructor] is not a recognized command for task command extension. ${documentation}`,
    ],
    [
      'an artifact without a name',
      '##vso[artifact.upload containerfolder=x]y',
      "Required field 'artifactname' is missing in ##vso[artifact.upload] command.",
    ],
  ];
  for (const [what, command, reason] of cases) {
    test(what, async () => {
      const run = await runTestJob(
        jobRequest([bash(`head -c 300000 <<'EOF'\n${command}\nEOF`)], {
          variables: { fixed: { value: 'a', isReadOnly: true } },
        }),
      );
      const log = run.server.log(run.server.record('Bash'));
      assert.ok(
        log.includes(
          `##[error]Unable to process command '${command}' successfully. ${documentation}\n##[error]${reason}\n`,
        ),
        log.slice(-3000),
      );
      assert.equal(run.result, 'failed');
      assert.equal(run.server.record('Bash').errorCount, 2);
    });
  }
});

test('a command of classic releases fails the step, and its line is shown', async () => {
  const run = await runTestJob(jobRequest([bash("echo '##vso[release.updatereleasename]x'", { displayName: 'x' })]));
  assert.equal(
    outputOf(run, 'x'),
    '##[error]release commands are not supported for Build flow\n##vso[release.updatereleasename]x\n',
  );
  assert.equal(run.result, 'failed');
});

test('an output is read-only for whoever names it in full, and set again by its own step', async () => {
  const set = 'echo "##vso[task.setvariable variable=a;isOutput=true]x';
  const run = await afterwards(
    `${set}1"; ${set}2"`,
    "echo '##vso[task.setvariable variable=first.a]y'; echo '$(first.a)'",
  );
  assert.match(run.seen, /Overwriting readonly variable 'first\.a' is not permitted\./);
  assert.match(run.seen, /^x2$/m);
  assert.equal(run.server.record('first').result, 'succeeded');
});

test('a secret of several lines is taken where the job allows it', async () => {
  const variables = { SYSTEM_UNSAFEALLOWMULTILINESECRET: { value: 'true' } };
  const run = await afterwards(
    'echo "##vso[task.setvariable variable=s;issecret=true]one%0Atwo"',
    'printf "one\\ntwo\\n"',
    variables,
  );
  assert.equal(run.seen, '***\n');
  assert.equal(run.result, 'succeeded');
});

describe('a command without an effect is a warning', () => {
  const help = 'http://go.microsoft.com/fwlink/?LinkId=817296';
  const cases: readonly [command: string, warning: string][] = [
    [
      '##vso[coffee.make]x',
      `Cannot find command extension for ##vso[coffee.command]. Please reference documentation (${help})`,
    ],
    [
      '##vso[constructor.x]',
      `Cannot find command extension for ##vso[constructor.command]. Please reference documentation (${help})`,
    ],
    [
      '##vso[broken',
      `'##vso[broken' contains logging command keyword '##vso', but it's not a legal command. Please see the list of accepted commands: ${help}`,
    ],
  ];
  for (const [command, warning] of cases) {
    test(command, async () => {
      const { server, result } = await runTestJob(jobRequest([bash(`cat <<'EOF'\n${command}\nEOF`)]));
      assert.ok(server.log(server.record('Bash')).includes(`##[warning]${warning}\n`));
      assert.deepEqual(
        server.record('Bash').issues?.map(({ type, message }) => [type, message]),
        [['warning', warning]],
      );
      assert.equal(result, 'succeeded');
    });
  }

  test('an ill-formed one is shown as it is', async () => {
    const run = await runTestJob(jobRequest([bash("printf 'a\\n##vso[broken\\nb\\n'", { displayName: 'x' })]));
    assert.match(outputOf(run, 'x'), /^a\n##\[warning\].*\n##vso\[broken\nb\n$/);
  });
});

describe('a record', () => {
  test('has issues with all their properties, and a path from the sources', async () => {
    const script =
      'echo one; echo "##vso[task.logissue type=warning;sourcepath=$(Build.SourcesDirectory)/a/b.c;linenumber=3;columnnumber=4;code=C7]bad"';
    const { server, result } = await runTestJob(jobRequest([bash(script)]));
    const [issue] = server.record('Bash').issues ?? [];
    const message = 'a/b.c(3,4): warning C7: bad';
    const lines = server.log(server.record('Bash')).split('\n');
    assert.deepEqual(issue, {
      type: 'warning',
      category: 'General',
      message,
      data: {
        type: 'warning',
        sourcepath: 'a/b.c',
        linenumber: '3',
        columnnumber: '4',
        code: 'C7',
        logFileLineNumber: String(lines.indexOf(`##[warning]${message}`) + 1),
      },
    });
    assert.equal(result, 'succeeded');
  });

  test(`keeps ${recordIssues} errors and ${recordIssues} warnings, and counts all`, async () => {
    const script =
      'for i in {1..12}; do echo "##vso[task.logissue type=error]e$i"; echo "##vso[task.logissue type=warning]w$i"; done';
    const { server, result } = await runTestJob(jobRequest([bash(script)]));
    const { issues = [], errorCount, warningCount } = server.record('Bash');
    assert.deepEqual([issues.length, errorCount, warningCount], [2 * recordIssues, 12, 12]);
    assert.deepEqual(
      issues.slice(-2).map(({ message }) => message),
      [`e${recordIssues}`, `w${recordIssues}`],
    );
    assert.equal(result, 'succeeded');
  });

  test('keeps the beginning of a long message, without half a secret', async () => {
    const script = `printf '##vso[task.logissue type=error]%0${issueMessageChars - 3}dhunter2\\n' 0`;
    const { server } = await runTestJob(
      jobRequest([bash(script)], { variables: { s: { value: 'hunter2', isSecret: true } } }),
    );
    const message = server.record('Bash').issues?.[0]?.message ?? '';
    assert.equal(message, `${'0'.repeat(issueMessageChars - 3)}***`);
  });

  test('shows progress that never decreases', async () => {
    const script =
      'echo "##vso[task.setprogress value=40]half"; echo "##vso[task.setprogress value=20]back"; sleep 0.1';
    const { server } = await runTestJob(jobRequest([bash(script)]), { feedIntervalMs: 10 });
    const shown = server.updates.flat().filter(({ currentOperation }) => currentOperation !== undefined);
    assert.deepEqual(
      shown.map(({ percentComplete }) => percentComplete).filter(percent => percent !== 100 && percent !== 40),
      [],
    );
    assert.equal(server.record('Bash').currentOperation, 'back');
  });

  test('may lead to a timeline of its parts', async () => {
    const [outer, inner] = ['0f8fad5b-d9cb-469f-a165-70867728950e', '7c9e6679-7425-40de-944b-e07fc1f90ae7'];
    const commands = [
      `##vso[task.logdetail id=${outer};type=build;name=outer;order=1]`,
      `##vso[task.logdetail id=${inner};parentid=${outer};type=build;name=inner]`,
      `##vso[task.logdetail id=${inner};state=Completed;result=Failed;progress=50]half`,
    ];
    const { server, result } = await runTestJob(jobRequest([bash(`cat <<'EOF'\n${commands.join('\n')}\nEOF`)]));
    assert.equal(result, 'succeeded');
    const { details } = server.record('Bash');
    assert.deepEqual([server.timelines.get(outer), server.timelines.get(inner)], [details?.id, details?.id]);
    assert.equal(server.timelines.get(server.record('Bash').id), 'timeline');
    const { parentId, name, state, percentComplete, currentOperation } = server.record('inner');
    assert.deepEqual(
      [parentId, name, state, server.record('inner').result, percentComplete, currentOperation],
      [outer, 'inner', 'completed', 'failed', 50, 'half'],
    );
  });
});

describe('a result', () => {
  const cases: readonly [what: string, script: string, step: string, job: string][] = [
    [
      'said with issues',
      'echo "##vso[task.complete result=SucceededWithIssues;]done"',
      'succeededWithIssues',
      'succeededWithIssues',
    ],
    ['said to be failed', 'echo "##vso[task.complete result=Failed;]done"', 'failed', 'failed'],
    [
      'only gets worse',
      'echo "##vso[task.complete result=Failed]"; echo "##vso[task.complete result=Succeeded]"',
      'failed',
      'failed',
    ],
    ['said to be good, exit code bad', 'echo "##vso[task.complete result=Succeeded]"; exit 1', 'failed', 'failed'],
    ['said to be skipped', 'echo "##vso[task.complete result=Skipped]"', 'skipped', 'succeeded'],
  ];
  for (const [what, script, step, job] of cases) {
    test(what, async () => {
      const { server, result } = await runTestJob(jobRequest([bash(script)]));
      assert.deepEqual([server.record('Bash').result, result], [step, job]);
    });
  }
});
