import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { userScript } from '../../src/agent/container/container-user.ts';
import { ownerLabel } from '../../src/agent/container/owner-label.ts';
import { JobStatus } from '../../src/agent/job/job-status.ts';
import type { WireContainer, WireStepTarget } from '../../src/wire/agent-protocol.ts';
import {
  container,
  docker,
  inContainer,
  leftovers,
  serviceImage,
  stepsImage,
  withoutContainers,
} from './containers.ts';
import { FakeServer } from './fake-server.ts';
import { bash, jobRequest, runTestJob, type StepChange, TemporaryFolder } from './job.ts';

type Case = {
  readonly what: string;
  readonly script: string;
  readonly change?: StepChange;
  readonly container?: Partial<WireContainer['properties']>;
  readonly printed: RegExp;
};

const cases: readonly Case[] = [
  {
    what: 'paths are those of the container, in variables, macros and the working folder',
    script: 'echo "$(Build.SourcesDirectory) $AGENT_TEMPDIRECTORY $AGENT_TOOLSDIRECTORY"; pwd',
    printed: /^\/__w\/1\/s \/__w\/_temp \/__t\n\/__w\/1\/s\n$/,
  },
  {
    what: "the container's own variables are seen, the agent's are not",
    script: 'echo "$ITS_OWN"; [ -z "${NODE_TEST_CONTEXT-}" ] && echo apart',
    container: { env: { ITS_OWN: 'a b' } },
    printed: /^a b\napart\n$/,
  },
  {
    what: 'a variable of any name and of several lines arrives',
    script: 'printf "%s|" "$TWO_LINES"; env | grep -a odd',
    change: { environment: { TWO_LINES: 'a\nb', 'odd-name.x': 'odd value' } },
    printed: /^a\nb\|odd-name.x=odd value\n$/,
  },
  {
    what: 'options and volumes are those of the container',
    script: 'hostname; cat /etc/given/index.html 2>&1 | head -c 0; ls -d /given',
    container: { options: '--hostname "my box" --hostname mybox', volumes: ['/usr:/given:ro'] },
    printed: /^mybox\n\/given\n$/,
  },
  {
    what: 'a folder that is mounted read-only cannot be written to',
    script: 'touch /__t/x || echo refused',
    container: { mountReadOnly: ['tools'] },
    printed: /refused\n$/,
  },
  {
    what: "the machine's engine is reached from a container that is given its socket",
    script: 'test -S /var/run/docker.sock && echo there',
    container: { mapDockerSocket: true },
    printed: /^there\n$/,
  },
  {
    what: 'and from no other',
    script: 'test -e /var/run/docker.sock || echo none',
    printed: /^none\n$/,
  },
  {
    what: 'stdin is empty',
    script: 'cat; echo end',
    printed: /^end\n$/,
  },
];

describe('a job in a container', { skip: withoutContainers }, () => {
  for (const { what, script, change, container: properties, printed } of cases) {
    test(what, async () => {
      const { server, result } = await runTestJob(jobRequest([bash(script, change)], inContainer(properties)));
      assert.equal(result, 'succeeded', server.log(server.record('Initialize containers')));
      assert.match(server.outputOf(server.record('Bash')), printed);
    });
  }

  test('has records for the start and the end of its containers, and leaves none behind', async () => {
    const { server, work } = await runTestJob(jobRequest([bash('false')], inContainer()));
    assert.deepEqual(server.results(), [
      '(job): failed',
      'Initialize job: succeeded',
      'Initialize containers: succeeded',
      'Bash: failed',
      'Stop Containers: succeeded',
      'Finalize Job: succeeded',
    ]);
    assert.match(server.log(server.record('Initialize containers')), /^##\[command\].*docker network create --label /m);
    assert.deepEqual(leftovers(work), []);
  });

  test('keeps the exit code and hides secrets, which are on no command line', async () => {
    const variables = { key: { value: 's3cr3t-value', isSecret: true } };
    const script = 'echo "$KEY"; grep -a -c "s3cr3t-val[u]e" /proc/1/cmdline /proc/$$/cmdline; exit 7';
    const step = bash(script, { environment: { KEY: '$(key)' } });
    const { server } = await runTestJob(jobRequest([step], { ...inContainer(), variables }));
    const log = server.log(server.record('Bash'));
    assert.match(log, /\*\*\*\n\/proc\/1\/cmdline:0\n\/proc\/\d+\/cmdline:0\n##\[error\]Bash exited with code '7'\.\n/);
  });

  test('passes variables, path entries and files on between the container and the machine', async () => {
    const first = `mkdir -p tools && printf '#!/bin/sh\\necho found' >tools/own-tool && chmod +x tools/own-tool
      echo "##vso[task.prependpath]$PWD/tools"
      echo "##vso[task.setvariable variable=where]$PWD/tools"`;
    const onHost: WireStepTarget = { target: 'host' };
    const { server } = await runTestJob(
      jobRequest(
        [
          bash(first),
          bash('own-tool; echo "$WHERE"', { displayName: 'inside' }),
          bash('own-tool; ls "$WHERE"', { displayName: 'outside', target: onHost }),
        ],
        inContainer(),
      ),
    );
    assert.equal(server.outputOf(server.record('inside')), 'found\n/__w/1/s/tools\n');
    assert.equal(server.outputOf(server.record('outside')), 'found\nown-tool\n');
  });

  test('reaches its services by their names', async () => {
    const web = container('web', { image: serviceImage });
    const step = bash('wget -q -O - http://site/');
    const { server } = await runTestJob(jobRequest([step], inContainer({}, [web], { site: 'web' })));
    assert.equal(server.outputOf(server.record('Bash')), 'hello from the service\n');
  });

  test('sends a step to another container by its alias, and says which there is none of', async () => {
    const other = container('other', { options: '--hostname elsewhere' });
    const steps = [
      bash('hostname', { displayName: 'there', target: { target: 'Other' } }),
      bash('hostname', { displayName: 'nowhere', target: { target: 'missing' } }),
    ];
    const { server } = await runTestJob(jobRequest(steps, inContainer({}, [other])));
    assert.equal(server.outputOf(server.record('there')), 'elsewhere\n');
    assert.match(server.log(server.record('nowhere')), /##\[error\]The step's target 'missing' is no container/);
  });

  test('fails before its steps when its image has no bash', async () => {
    const { server, result, work } = await runTestJob(jobRequest([bash('true')], inContainer({ image: serviceImage })));
    assert.equal(result, 'failed');
    assert.equal(server.record('Bash').result, 'skipped');
    assert.match(
      server.log(server.record('Initialize containers')),
      /##\[error\]The image '.*' of the container box has no bash/,
    );
    assert.deepEqual(leftovers(work), []);
  });

  test('is canceled in the middle of a step, which ends in the container too', async () => {
    const status = new JobStatus();
    const server = new FakeServer();
    const script = 'trap "echo interrupted; exit 1" INT; echo begun; while true; do sleep 0.1; done';
    const running = runTestJob(jobRequest([bash(script)], inContainer()), { status, server, feedIntervalMs: 20 });
    const hasBegun = (): boolean => server.feeds.some(({ value }) => value.includes('begun'));
    // A job that fails before it begins ends the wait as well.
    while (!hasBegun() && server.completed.length === 0) await new Promise(resolve => setTimeout(resolve, 20));
    status.cancel();
    const { result, work } = await running;
    assert.equal(result, 'canceled');
    assert.match(server.log(server.record('Bash')), /^interrupted$/m);
    assert.deepEqual(leftovers(work), []);
  });
});

for (const made of ['network create', 'create']) {
  test(`a job that is canceled while it waits for '${made}' leaves nothing`, { skip: withoutContainers }, async () => {
    using folder = new TemporaryFolder();
    const mark = join(folder.path, 'mark');
    const engine = join(folder.path, 'docker');
    const slow = `case "$*" in '${made} '*) answer=$(docker "$@"); touch '${mark}'; sleep 1; echo "$answer" ;; *) exec docker "$@" ;; esac`;
    writeFileSync(engine, `#!/bin/sh\n${slow}\n`, { mode: 0o755 });
    process.env.MILLRACE_CONTAINER_ENGINE = engine;
    try {
      const status = new JobStatus();
      const running = runTestJob(jobRequest([bash('true')], inContainer()), { status });
      while (!existsSync(mark)) await new Promise(resolve => setTimeout(resolve, 20));
      status.cancel();
      const { result, server, work } = await running;
      assert.equal(result, 'canceled');
      assert.equal(server.record('Initialize containers').result, 'canceled');
      assert.deepEqual(leftovers(work), []);
    } finally {
      delete process.env.MILLRACE_CONTAINER_ENGINE;
    }
  });
}

describe('services of a job on the machine', { skip: withoutContainers }, () => {
  test('are reached through the ports they publish', async () => {
    const web = container('web', { image: serviceImage, ports: ['80'] });
    const request = jobRequest([bash('echo "port $(agent.services.site.ports.80)"')], {
      jobSidecarContainers: { site: 'web' },
      resources: { endpoints: [], repositories: [], containers: [web] },
    });
    const { server } = await runTestJob(request);
    assert.match(server.outputOf(server.record('Bash')), /^port \d+\n$/);
  });

  test('are waited for until they are healthy', async () => {
    const health = '--health-cmd "wget -q -O - http://127.0.0.1/" --health-interval 1s --health-retries 1';
    const web = container('web', { image: serviceImage, options: health });
    const request = jobRequest([bash('true')], {
      jobSidecarContainers: { site: 'web' },
      resources: { endpoints: [], repositories: [], containers: [web] },
    });
    const { server, result } = await runTestJob(request);
    assert.equal(result, 'succeeded');
    assert.match(server.log(server.record('Initialize containers')), /site service is healthy\./);
  });

  test('fail the job when they are unhealthy', async () => {
    const health = '--health-cmd false --health-interval 1s --health-retries 1';
    const web = container('web', { image: serviceImage, options: health });
    const request = jobRequest([bash('true')], {
      jobSidecarContainers: { site: 'web' },
      resources: { endpoints: [], repositories: [], containers: [web] },
    });
    const { server, result, work } = await runTestJob(request);
    assert.equal(result, 'failed');
    assert.match(
      server.log(server.record('Initialize containers')),
      /Failed to initialize, site service is unhealthy\./,
    );
    assert.deepEqual(leftovers(work), []);
  });
});

test('a container without tools for it gets a user with the id of the agent', { skip: withoutContainers }, () => {
  const make = `bash -c "$0" bash 4321 4321 me_azpcontainer /none && bash -c "$0" bash 4321 4321 other /none`;
  const look = 'grep 4321 /etc/passwd /etc/group; stat -c %u /home/me_azpcontainer';
  assert.deepEqual(docker('run', '--rm', stepsImage, 'bash', '-c', `${make}; ${look}`, userScript), [
    'me_azpcontainer',
    'me_azpcontainer',
    '/etc/passwd:me_azpcontainer:x:4321:4321::/home/me_azpcontainer:/bin/sh',
    '/etc/group:me_azpcontainer:x:4321:',
    '4321',
  ]);
});

test('containers whose agent was killed are removed by the next job', { skip: withoutContainers }, async () => {
  // The same process id as this test's, which began at another time.
  const gone = `${ownerLabel()}0`;
  const [id = ''] = docker('create', '--label', gone, serviceImage);
  const [network = ''] = docker('network', 'create', '--label', gone, `gone-${randomUUID()}`);
  await runTestJob(jobRequest([bash('true')], inContainer()));
  assert.deepEqual(docker('ps', '--all', '--quiet', '--filter', `id=${id}`), []);
  assert.deepEqual(docker('network', 'ls', '--quiet', '--filter', `id=${network}`), []);
});

test('a container engine that does not answer fails the job with a sentence', async () => {
  using folder = new TemporaryFolder();
  const engine = join(folder.path, 'docker');
  writeFileSync(engine, '#!/bin/sh\necho "Cannot connect to the daemon" >&2\nexit 1\n', { mode: 0o755 });
  process.env.MILLRACE_CONTAINER_ENGINE = engine;
  try {
    const { server, result } = await runTestJob(jobRequest([bash('true')], inContainer()));
    assert.equal(result, 'failed');
    assert.match(
      server.log(server.record('Initialize containers')),
      /##\[error\]The container engine .*\/docker does not answer: Cannot connect to the daemon/,
    );
  } finally {
    delete process.env.MILLRACE_CONTAINER_ENGINE;
  }
});
