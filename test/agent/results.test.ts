import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readCoverage } from '../../src/agent/results/coverage.ts';
import { resultReader } from '../../src/agent/results/read-results.ts';
import { readXml, XmlFault, type XmlVisitor } from '../../src/agent/results/xml-reader.ts';
import type { TestResult } from '../../src/wire/test-server.ts';
import { row } from '../conformance/samples.ts';
import { bash, jobRequest, runTestJob, TemporaryFolder } from './job.ts';

async function read(format: string, text: string | Uint8Array): Promise<TestResult[]> {
  using folder = new TemporaryFolder();
  const file = join(folder.path, 'results.xml');
  await writeFile(file, text);
  const results: TestResult[] = [];
  for await (const result of resultReader(format)?.(file) ?? []) results.push(result);
  return results;
}

/** `outcome name (storage) ms: message | stack`. */
function shown({ outcome, title, name, storage, durationMs, errorMessage, stackTrace }: TestResult): string {
  const fault = errorMessage === undefined ? '' : `: ${errorMessage}`;
  const stack = stackTrace === undefined ? '' : ` | ${stackTrace}`;
  return `${outcome} ${title} = ${name} (${storage}) ${Math.round(durationMs)}${fault}${stack}`;
}

const files: readonly [format: string, what: string, text: string, results: readonly string[]][] = [
  [
    'JUnit',
    'suites within suites, failures, errors, skipped tests',
    `<?xml version="1.0"?><testsuites><testsuite name="all"><testsuite name="unit" tests="5">
      <testcase name="adds" classname="math.Sum" time="0.25"><system-out>noise</system-out></testcase>
      <testcase name="fails" classname="math.Sum" time="1,234.5"><failure message="1 is not 2" type="E">at line 1
at line 2</failure></testcase>
      <testcase name="breaks"><error><![CDATA[Oops <b>
  at x]]></error></testcase>
      <testcase name="later"><skipped message="not &lt;now&gt;"/></testcase>
      <testcase name="pending" classname="c"><skipped/></testcase>
    </testsuite></testsuite></testsuites>`,
    [
      'Passed adds = math.Sum.adds (math.Sum) 250',
      'Failed fails = math.Sum.fails (math.Sum) 1234500: 1 is not 2 | at line 1\nat line 2',
      'Failed breaks = breaks (unit) 0: Oops <b> | Oops <b>\n  at x',
      'NotExecuted later = later (unit) 0: not <now>',
      'NotExecuted pending = c.pending (c) 0',
    ],
  ],
  ['JUnit', 'one suite as the root', '<testsuite><testcase name="a"/></testsuite>', ['Passed a = a () 0']],
  ['JUnit', 'no tests', '<testsuites/>', []],
  [
    'NUnit',
    'version 3',
    `<test-run><test-suite type="Assembly" name="C:\\x\\Tests.dll"><test-suite type="TestFixture" name="F">
      <test-case name="Good" fullname="N.F.Good" result="Passed" duration="0.01"/>
      <test-case name="Bad" fullname="N.F.Bad" result="Failed" duration="2"><failure><message>no</message><stack-trace>at N</stack-trace></failure></test-case>
      <test-case name="Skip" fullname="N.F.Skip" result="Skipped"><reason><message>later</message></reason></test-case>
      <test-case name="Maybe" fullname="N.F.Maybe" result="Inconclusive"/>
    </test-suite></test-suite></test-run>`,
    [
      'Passed Good = N.F.Good (Tests.dll) 10',
      'Failed Bad = N.F.Bad (Tests.dll) 2000: no | at N',
      'NotExecuted Skip = N.F.Skip (Tests.dll) 0: later',
      'Inconclusive Maybe = N.F.Maybe (Tests.dll) 0',
    ],
  ],
  [
    'NUnit',
    'version 2, also without results',
    `<test-results name="/b/old.dll"><test-suite><results><test-case name="N.A" executed="True" success="True" time="0.5"/>
      <test-case name="N.B" executed="True" success="False" result="Error"/><test-case name="N.C" executed="False"/></results></test-suite></test-results>`,
    ['Passed N.A = N.A (old.dll) 500', 'Failed N.B = N.B (old.dll) 0', 'NotExecuted N.C = N.C (old.dll) 0'],
  ],
  [
    'XUnit',
    'version 2',
    `<assemblies><assembly name="/b/T.dll"><collection name="c">
      <test name="shown" type="N.C" method="M" time="0.002" result="Pass"/>
      <test name="bad" type="N.C" method="B" time="0.1" result="Fail"><failure exception-type="E"><message><![CDATA[no]]></message><stack-trace>at N</stack-trace></failure></test>
      <test name="skip" type="N.C" method="S" result="Skip"><reason>later</reason></test>
    </collection></assembly></assemblies>`,
    [
      'Passed shown = N.C.M (T.dll) 2',
      'Failed bad = N.C.B (T.dll) 100: no | at N',
      'NotExecuted skip = N.C.S (T.dll) 0: later',
    ],
  ],
  [
    'VSTest',
    'names behind the results, rows of data',
    `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
      <UnitTestResult testId="1" testName="Good" outcome="Passed" duration="00:01:00.5000000" computerName="box"/>
      <UnitTestResult testId="2" testName="Bad" outcome="Failed"><Output><StdOut>noise</StdOut><ErrorInfo><Message>no</Message><StackTrace>at N</StackTrace></ErrorInfo></Output></UnitTestResult>
      <UnitTestResult testId="3" testName="Rows" outcome="Failed"><InnerResults><UnitTestResult testId="3" testName="Rows (1)" outcome="Passed"/><UnitTestResult testId="3" testName="Rows (2)" outcome="Timeout"/></InnerResults></UnitTestResult>
      <UnitTestResult testId="9" testName="Unknown" outcome="Strange"/>
      </Results><TestDefinitions><UnitTest id="1" storage="c:\\b\\t.dll"><TestMethod className="N.C, T, Version=1" name="Good"/></UnitTest>
      <UnitTest id="2" storage="/b/t.dll"><TestMethod className="N.C" name="N.C.Bad"/></UnitTest><UnitTest id="3" storage="t.dll"><TestMethod className="N.C" name="Rows"/></UnitTest></TestDefinitions></TestRun>`,
    [
      'Passed Good = N.C.Good (t.dll) 60500',
      'Failed Bad = N.C.Bad (t.dll) 0: no | at N',
      'Passed Rows (1) = N.C.Rows (t.dll) 0',
      'Timeout Rows (2) = N.C.Rows (t.dll) 0',
      'NotExecuted Unknown = Unknown () 0',
    ],
  ],
  [
    'CTest',
    'tests with their measurements',
    `<Site><Testing><TestList><Test>./good</Test></TestList>
      <Test Status="passed"><Name>good</Name><Path>./sub</Path><FullName>./sub/good</FullName><Results><NamedMeasurement type="numeric/double" name="Execution Time"><Value>0.75</Value></NamedMeasurement><Measurement><Value>fine</Value></Measurement></Results></Test>
      <Test Status="failed"><Name>bad</Name><Path>.</Path><FullName>./bad</FullName><Results><Measurement><Value>assert
line</Value></Measurement></Results></Test>
      <Test Status="notrun"><Name>none</Name></Test></Testing></Site>`,
    [
      'Passed good = sub/good (sub) 750',
      'Failed bad = bad (.) 0: assert | assert\nline',
      'NotExecuted none = none () 0',
    ],
  ],
];

describe('result files', () => {
  for (const [format, what, text, results] of files) {
    test(`${format}: ${what}`, async () => assert.deepEqual((await read(format, text)).map(shown), results));
    test(`${format} in any case, with a byte order mark: ${what}`, async () => {
      assert.deepEqual((await read(format.toUpperCase(), `\uFEFF${text}`)).map(shown), results);
    });
  }

  for (const text of ['', 'no xml', '<a><b></a>', '<testsuite>', '<a>&undefined;</a>']) {
    test(`${JSON.stringify(text)} is refused`, async () => {
      await assert.rejects(read('JUnit', text), XmlFault);
    });
  }

  const named = '<testsuite><testcase name="é"/></testsuite>';
  const declared = (encoding: string): string => `<?xml version="1.0" encoding='${encoding}'?>${named}`;
  const encodings: readonly [what: string, bytes: Uint8Array][] = [
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${declared('utf-16')}`, 'utf16le')],
    ['UTF-16 without one', Buffer.from(declared('utf-16'), 'utf16le')],
    ['UTF-16, the high byte first', Buffer.from(`\uFEFF${declared('utf-16')}`, 'utf16le').swap16()],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1')],
    ['UTF-8 that says it were UTF-16', Buffer.from(declared('utf-16'))],
  ];
  for (const [what, bytes] of encodings) {
    test(`${what} is read`, async () =>
      assert.deepEqual((await read('JUnit', bytes)).map(shown), ['Passed é = é () 0']));
  }

  test('an encoding that nobody knows is refused', async () => {
    await assert.rejects(read('JUnit', declared('x-none')), /The encoding 'x-none' is not known\./);
  });

  test('entities that grow are not known', async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>';
    await assert.rejects(read('JUnit', bomb), XmlFault);
  });

  test('a file of any length is read as it comes, cut anywhere', async () => {
    const visitor = (): XmlVisitor<string> & { found: string[] } => ({
      found: [],
      open({ name }) {
        this.found.push(name);
      },
      text() {},
      close() {},
      take() {
        return this.found.splice(0);
      },
    });
    const text = Buffer.from('<x ä="ü">é<y/><ns:z>€</ns:z></x>');
    for (let every = 1; every < text.length; every += 1) {
      async function* pieces() {
        for (let at = 0; at < text.length; at += every) yield text.subarray(at, at + every);
      }
      const names: string[] = [];
      for await (const name of readXml(pieces(), visitor())) names.push(name);
      assert.deepEqual(names, ['x', 'y', 'z']);
    }
  });
});

describe('coverage files', () => {
  const cases: readonly [what: string, text: string, statistics: readonly string[]][] = [
    [
      'Cobertura with sums',
      '<coverage lines-valid="10" lines-covered="7" branches-valid="4" branches-covered="1"><packages><package><classes><class><lines><line hits="1"/></lines></class></classes></package></packages></coverage>',
      ['Lines 7/10', 'Branches 1/4'],
    ],
    [
      'Cobertura without sums',
      '<coverage line-rate="0.5"><packages><package><classes><class><methods><method><lines><line hits="1"/></lines></method></methods><lines><line hits="1"/><line hits="0"/></lines></class></classes></package></packages></coverage>',
      ['Lines 1/2'],
    ],
    [
      'JaCoCo',
      '<report name="r"><package name="p"><counter type="LINE" missed="9" covered="9"/></package><counter type="INSTRUCTION" missed="3" covered="7"/><counter type="LINE" missed="1" covered="4"/></report>',
      ['Instructions 7/10', 'Lines 4/5'],
    ],
    [
      'Clover',
      '<coverage generated="1"><project><metrics statements="8" coveredstatements="6" conditionals="2" coveredconditionals="1" methods="0" coveredmethods="0"/><file><metrics statements="8" coveredstatements="6"/><line num="1" count="1"/></file></project></coverage>',
      ['Lines 6/8', 'Branches 1/2'],
    ],
    [
      'OpenCover',
      '<CoverageSession><Summary numSequencePoints="10" visitedSequencePoints="5" numBranchPoints="4" visitedBranchPoints="3" numClasses="2" visitedClasses="1" numMethods="3" visitedMethods="2"/><Modules><Module><Summary numSequencePoints="10" visitedSequencePoints="5"/></Module></Modules></CoverageSession>',
      ['Classes 1/2', 'Methods 2/3', 'Lines 5/10', 'Branches 3/4'],
    ],
    ['anything else', '<x/>', []],
  ];
  test('lcov, told by its name', async () => {
    using folder = new TemporaryFolder();
    const file = join(folder.path, 'lcov.info');
    const source = (name: string): string =>
      `TN:\nSF:${name}\nFN:1,f\nFNF:2\nFNH:1\nDA:1,1\nLF:5\nLH:4\nBRF:0\nBRH:0\nend_of_record\n`;
    await writeFile(file, source('a.js') + source('b.js'));
    const found = await readCoverage(file);
    assert.deepEqual(
      found.map(({ label, covered, total }) => `${label} ${covered}/${total}`),
      ['Methods 2/4', 'Lines 8/10'],
    );
  });

  for (const [what, text, statistics] of cases) {
    test(what, async () => {
      using folder = new TemporaryFolder();
      const file = join(folder.path, 'coverage.xml');
      await writeFile(file, `<?xml version="1.0"?><!DOCTYPE x SYSTEM "x.dtd">${text}`);
      const found = await readCoverage(file);
      assert.deepEqual(
        found.map(({ label, covered, total }) => `${label} ${covered}/${total}`),
        statistics,
      );
    });
  }
});

describe('logging commands', () => {
  const key = { organization: 'test', runId: 1 };

  test('results.publish publishes files, each as a test run, or together', async () => {
    const suite = '<testsuite><testcase name="a"/><testcase name="b"><failure message="m"/></testcase></testsuite>';
    for (const [options, names] of [
      ['runTitle=T;mergeResults=true', ['T']],
      ['runTitle=T', ['T_1', 'T_2']],
    ] as const) {
      const script = [
        `cd "$AGENT_TEMPDIRECTORY"; echo '${suite}' > 1.xml; echo '${suite}' > 2.xml`,
        `echo "##vso[results.publish type=JUnit;${options};resultFiles=$PWD/1.xml,$PWD/2.xml]"`,
      ].join('\n');
      const { server, result } = await runTestJob(jobRequest([bash(script)]));
      assert.equal(result, 'succeeded', server.log(server.record('Bash')));
      const { projectId } = row(key);
      const runs = await server.kept.tests.ofRun({ key, projectId });
      assert.deepEqual(
        runs.map(({ name, state }) => [name, state]),
        names.map(name => [name, 'Completed']),
      );
      const total = runs.reduce((sum, run) => sum + (run.outcomes.Failed?.count ?? 0), 0);
      assert.equal(total, 2);
      const attached = await server.kept.testAttachments.list('test', runs[0]?.id ?? 0);
      assert.equal(attached[0]?.name, '1.xml');
    }
  });

  test('results.publish fails the step for failed tests where it is asked to, and warns of files that are none', async () => {
    const file = '$AGENT_TEMPDIRECTORY/x.xml';
    const command = (options: string) => `echo "##vso[results.publish type=JUnit;${options}resultFiles=${file}]"`;
    const failing = await runTestJob(
      jobRequest([
        bash(
          `echo '<s><testcase name="a"><failure/></testcase></s>' > ${file}; ${command('failTaskOnFailedTests=true;')}`,
        ),
      ]),
    );
    assert.equal(failing.result, 'failed');
    const { server } = failing;
    assert.match(server.log(server.record('Bash')), /Tests: 1, failed: 1\n/);
    const unknown = await runTestJob(
      jobRequest([bash(`echo '<s/>' > ${file}; ${command('').replace('JUnit', 'Jest')}`)]),
    );
    assert.equal(unknown.result, 'failed');
    assert.match(unknown.server.record('Bash').issues?.[0]?.message ?? '', /^Unknown test runner 'Jest'\. Results are/);
    const broken = await runTestJob(jobRequest([bash(`echo 'no xml' > ${file}; ${command('')}`)]));
    assert.equal(broken.result, 'succeeded');
    assert.match(broken.server.record('Bash').issues?.[0]?.message ?? '', /^Invalid results file\./);
  });

  test('codecoverage.publish adds up what several steps say', async () => {
    const xml = '<coverage lines-valid="10" lines-covered="7"/>';
    const step = () =>
      bash(
        `echo '${xml}' > "$AGENT_TEMPDIRECTORY/c.xml"; echo "##vso[codecoverage.publish codecoveragetool=Cobertura;summaryfile=$AGENT_TEMPDIRECTORY/c.xml]"`,
      );
    const { server, result } = await runTestJob(jobRequest([step(), step()]));
    assert.equal(result, 'succeeded');
    const [coverage] = await server.kept.coverage.get(key);
    assert.deepEqual(coverage?.statistics, [{ label: 'Lines', position: 4, total: 20, covered: 14 }]);
  });
});
