import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plainPalette } from '../../src/cli/palette.ts';
import { runCli } from '../../src/cli/program.ts';
import type { RunProgress } from '../../src/cli/run-progress.ts';
import { duration } from '../../src/cli/run-view/duration.ts';
import { LiveView } from '../../src/cli/run-view/live-view.ts';
import { openRunView } from '../../src/cli/run-view/open-run-view.ts';
import { fakeDoors } from './support/fake-doors.ts';
import { FakeIo, FakeOut } from './support/fake-io.ts';
import { folderWith } from './support/folder.ts';
import { runStory } from './support/run-story.ts';
import { Screen } from './support/screen.ts';

const summaryText = `
Stage Build it  succeeded  3.4s
  Compile       succeeded  3.2s
Stage Test      failed     1m 12s
  Unit tests    failed     1m 12s
    Test        failed     1m 11s  Bash exited with code '1'.
  lint          succeeded  2.1s
Stage Publish   skipped
  Push          skipped
Run 20260101.1 failed in 2h 01m
`;

const overdue = { stage: 'Build', job: 'long', result: 'canceled', seconds: 3 } as const;

/** A run that is canceled because one of its jobs took too long. */
const overdueStory: readonly RunProgress[] = [
  {
    type: 'runQueued',
    name: '1',
    pipeline: 'p',
    stages: ['Build', 'Test'].map(name => ({
      name,
      displayName: name,
      jobs: [{ name: 'long', displayName: '', steps: [{ id: 's', name: 'Wait' }] }],
    })),
  },
  { type: 'stageStarted', stage: 'Build' },
  { type: 'jobStarted', stage: 'Build', job: 'long' },
  { type: 'stepStarted', stage: 'Build', job: 'long', step: 's', name: 'Wait' },
  { type: 'lines', stage: 'Build', job: 'long', step: 's', text: 'begun\n' },
  {
    type: 'stepCompleted',
    ...overdue,
    step: 's',
    name: 'Wait',
    errors: [],
  },
  { type: 'jobCompleted', ...overdue, reason: 'It took longer than 0.05 minutes.', timedOut: true },
  { type: 'stageCompleted', stage: 'Build', result: 'canceled', seconds: 3 },
  { type: 'stageCompleted', stage: 'Test', result: 'skipped', seconds: 0 },
  { type: 'runCompleted', result: 'canceled', seconds: 3, timedOut: true },
];

const overdueSummary = `
Stage Build  canceled  3.0s
  long       canceled  3.0s    It took longer than 0.05 minutes.
    Wait     canceled  3.0s
Stage Test   skipped
  long       skipped
Run 1 was canceled after 3.0s: Build / long timed out
`;

function play(io: FakeIo, format: 'text' | 'lines' | 'json', events = runStory): string {
  const view = openRunView(io, format);
  for (const event of events) view.event(event);
  view.close();
  return io.out.text;
}

describe('a run that is not on a terminal', () => {
  test('is plain lines; those of jobs that run at once begin with the job', () => {
    assert.equal(
      play(new FakeIo({ env: { FORCE_COLOR: '1' } }), 'text'),
      `Run 20260101.1 of shop
==> Build it / Compile / Initialize job
==> Build it / Compile / Make greet
cc -o greet
done
==> Test / Unit tests / Test
==> Test / lint / Lint
unit | 1 passed
unit | \u001b[31m1 failed\u001b[0m
lint | clean
warning: the disk is almost full
==> Test / Unit tests / Test failed after 1m 11s
    Bash exited with code '1'.
${summaryText}`,
    );
  });

  test('begins with the words of the commit beside the run, where there are some', () => {
    const queued = { type: 'runQueued', name: '1', pipeline: 'p', commitMessage: 'Fix it', stages: [] } as const;
    assert.equal(play(new FakeIo(), 'text', [queued]), 'Run 1 of p • Fix it\n');
  });

  test('says which job took too long, and which of its steps ran then', () => {
    const told =
      '==> Build / long / Wait canceled after 3.0s\n==> Build / long canceled: It took longer than 0.05 minutes.\n';
    assert.equal(
      play(new FakeIo(), 'text', overdueStory),
      `Run 1 of p\n==> Build / long / Wait\nbegun\n${told}${overdueSummary}`,
    );
  });

  test('is one JSON object per event on request', () => {
    const lines = play(new FakeIo(), 'json').trimEnd().split('\n');
    assert.deepEqual(
      lines.map(line => JSON.parse(line)),
      runStory.map(event => {
        if (event.type !== 'lines') return event;
        const { text, ...place } = event;
        return { ...place, lines: text.trimEnd().split('\n') };
      }),
    );
  });

  test('a terminal that can do nothing gets plain lines', () => {
    const dumb = new FakeIo({ env: { TERM: 'dumb' }, out: new FakeOut({ columns: 80, rows: 24 }) });
    assert.equal(play(dumb, 'text'), play(new FakeIo(), 'text'));
  });

  test('so does one that is asked for lines, through the command too', async () => {
    const screen = { columns: 80, rows: 24 };
    assert.equal(play(new FakeIo({ out: new FakeOut(screen) }), 'lines'), play(new FakeIo(), 'text'));
    using folder = folderWith({ 'azure-pipelines.yml': '' });
    const io = new FakeIo({ cwd: folder.path, out: new FakeOut(screen) });
    const doors = fakeDoors({
      async runLocal(_options, progress) {
        for (const event of runStory) progress(event);
        return { result: 'succeeded', findings: [], files: new Map() };
      },
    });
    assert.equal(await runCli(['run', '--lines'], io, doors), 0);
    assert.equal(io.out.text, play(new FakeIo(), 'text'));
  });

  test('stages that run at once are told apart, unnamed ones are not named', () => {
    const job = { name: 'Job', displayName: 'Job', steps: [] };
    const two = ['A', 'B'].map(name => ({ name, displayName: name, jobs: [job] }));
    const lines = { type: 'lines', job: 'Job', step: 's', text: 'hello\n' } as const;
    const together: readonly RunProgress[] = [
      { type: 'runQueued', name: '1', pipeline: 'p', stages: two },
      { type: 'stageStarted', stage: 'A' },
      { ...lines, stage: 'A' },
      { type: 'stageStarted', stage: 'B' },
      { ...lines, stage: 'B' },
    ];
    assert.equal(play(new FakeIo(), 'text', together), 'Run 1 of p\nhello\nB/Job | hello\n');
    const unnamed: readonly RunProgress[] = [
      {
        type: 'runQueued',
        name: '1',
        pipeline: 'p',
        stages: [{ name: '__default', displayName: '__default', jobs: [job] }],
      },
      { type: 'stepStarted', stage: '__default', job: 'Job', step: 's', name: 'Say hello' },
      { ...lines, stage: '__default' },
      {
        type: 'jobCompleted',
        stage: '__default',
        job: 'Job',
        result: 'abandoned',
        seconds: 1,
        reason: 'The agent is gone.',
      },
      { type: 'runCompleted', result: 'canceled', seconds: 1.5 },
    ];
    assert.equal(
      play(new FakeIo(), 'text', unnamed),
      `Run 1 of p
==> Job / Say hello
hello
==> Job abandoned: The agent is gone.

Job  abandoned  1.0s    The agent is gone.
Run 1 was canceled after 1.5s
`,
    );
  });

  test('a million lines pass with one write for each chunk', () => {
    const io = new FakeIo();
    let characters = 0;
    let writes = 0;
    const write = (text: string): boolean => {
      characters += text.length;
      writes += 1;
      return true;
    };
    const counting = { ...io, out: { ...io.out, write, writeBytes: write } };
    const view = openRunView({ ...counting, onInterrupt: () => () => undefined }, 'text');
    for (const event of runStory.slice(0, 6)) view.event(event);
    const [writesBefore, charactersBefore] = [writes, characters];
    const text = `${'x'.repeat(9)}\n`.repeat(1000);
    for (let chunk = 0; chunk < 1000; chunk += 1)
      view.event({ type: 'lines', stage: 'Build', job: 'compile', step: 's1', text });
    assert.equal(writes - writesBefore, 1000);
    assert.equal(characters - charactersBefore, 10_000_000);
  });
});

describe('a run on a terminal', () => {
  /** Plays the story up to an event, one second apart, with a frame after each. */
  function watch(size: { readonly columns: number; readonly rows: number }, until: number, story = runStory) {
    const screen = new Screen(size);
    const view = new LiveView(screen, plainPalette);
    for (const [index, event] of story.slice(0, until).entries()) {
      view.event(event, index * 1000);
      view.draw(index * 1000);
    }
    return { screen, view };
  }

  const wide = { columns: 60, rows: 24 };
  const frames: readonly (readonly [string, { columns: number; rows: number }, number, string])[] = [
    [
      'is a tree from the beginning on',
      wide,
      1,
      `Run 20260101.1 of shop  0.0s
· Build it
  · Compile
· Test
  · Unit tests
  · lint
· Publish
  · Push`,
    ],
    [
      'shows running steps with their last lines, and those to come',
      wide,
      7,
      `Run 20260101.1 of shop  6.0s
▸ Build it  5.0s
  ▸ Compile  4.0s
    ✓ Initialize job  0.1s
    ▸ Make greet  1.0s
        cc -o greet
        done
· Test
  · Unit tests
  · lint
· Publish
  · Push`,
    ],
    [
      'draws in place; colours of the output do not leak',
      wide,
      17,
      `Run 20260101.1 of shop  16s
✓ Build it  3.4s
  ✓ Compile  3.2s
    ✓ Initialize job  0.1s
    ✓ Make greet  3.0s
▸ Test  6.0s
  ▸ Unit tests  5.0s
    ▸ Test  3.0s
        1 passed
        1 failed
  ▸ lint  4.0s
    ▸ Lint  2.0s
        clean
· Publish
  · Push`,
    ],
    [
      'leaves out what is over where the screen is low',
      { columns: 60, rows: 14 },
      17,
      `Run 20260101.1 of shop  16s
✓ Build it  3.4s
  ✓ Compile  3.2s
▸ Test  6.0s
  ▸ Unit tests  5.0s
    ▸ Test  3.0s
        1 passed
        1 failed
  ▸ lint  4.0s
    ▸ Lint  2.0s
        clean
· Publish
  · Push`,
    ],
    [
      'counts the rest where it is lower still, and cuts what is too wide',
      { columns: 20, rows: 7 },
      17,
      `Run 20260101.1 of sh
✓ Build it  3.4s
▸ Test  6.0s
  ▸ Unit tests  5.0s
  ▸ lint  4.0s
· Publish`,
    ],
  ];
  for (const [name, size, until, shown] of frames) {
    test(name, () => {
      const { screen } = watch(size, until);
      assert.equal(screen.shown, shown);
      assert.equal(screen.scrolled, 0);
    });
  }

  test('the words of the commit are cut where there is no room for them, the run is not', () => {
    const queued = { type: 'runQueued', name: '1', pipeline: 'p', commitMessage: 'Fix all of it', stages: [] } as const;
    for (const [columns, title] of [
      [80, 'Run 1 of p • Fix all of it  0.0s'],
      [23, 'Run 1 of p • Fix…  0.0s'],
      [20, 'Run 1 of p  0.0s'],
    ] as const) {
      const { screen } = watch({ columns, rows: 9 }, 1, [queued]);
      assert.equal(screen.shown.split('\n')[0], title, `${columns}`);
    }
  });

  test('no frame is higher than the screen, however low that is', () => {
    for (let rows = 4; rows < 24; rows += 1) {
      const { screen } = watch({ columns: 40, rows }, runStory.length - 1);
      assert.match(screen.text, /1 passed|more|Unit tests/, `${rows} rows`);
    }
  });

  test('a terminal that does not know its size has a common one', () => {
    const out = new FakeOut({ columns: 0, rows: 0 });
    const view = new LiveView(out, plainPalette);
    for (const [index, event] of runStory.slice(0, 8).entries()) view.event(event, index);
    view.draw(8);
    assert.match(out.text, /Compile/);
    assert.match(out.text, /Push/);
  });

  test('leaves the last lines of failed steps and the summary', () => {
    const { screen, view } = watch({ columns: 80, rows: 30 }, runStory.length);
    view.close(0);
    assert.equal(
      `${screen.shown}\n`,
      `warning: the disk is almost full
Run 20260101.1 of shop  2h 01m

✗ Test / Unit tests / Test
  │ 1 passed
  │ 1 failed
${summaryText}`,
    );
  });

  test('leaves the last lines of the step whose job took too long', () => {
    const { screen } = watch({ columns: 80, rows: 30 }, overdueStory.length, overdueStory);
    assert.equal(`${screen.shown}\n`, `Run 1 of p  3.0s\n\n✗ Build / long / Wait\n  │ begun\n${overdueSummary}`);
  });

  test('writes nothing where nothing changes, and nothing after its end', () => {
    const { screen, view } = watch(wide, runStory.length - 1);
    view.draw(90_000);
    const { writes } = screen;
    view.draw(90_000);
    assert.equal(screen.writes, writes);
    view.close(90_000);
    view.close(90_000);
    view.draw(99_000);
    assert.equal(screen.writes, writes + 1);
    assert.match(screen.shown, /\nRun 20260101\.1 did not end\.$/);
  });

  test('shows nothing of a run that never began', () => {
    const screen = new Screen(wide);
    const view = new LiveView(screen, plainPalette);
    view.draw(0);
    view.close(0);
    assert.equal(screen.text, '');
  });
});

test('durations are as people say them', () => {
  const cases = [
    [0, '0.0s'],
    [0.04, '0.0s'],
    [9.94, '9.9s'],
    [9.96, '10s'],
    [59.4, '59s'],
    [59.6, '1m 00s'],
    [65, '1m 05s'],
    [3599.4, '59m 59s'],
    [3599.9, '1h 00m'],
    [7620, '2h 07m'],
    [100_000, '27h 46m'],
  ] as const;
  for (const [seconds, text] of cases) assert.equal(duration(seconds), text);
});
