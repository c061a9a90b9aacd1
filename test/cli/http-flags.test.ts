import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpOptions, ServeOptions } from '../../src/cli/doors.ts';
import { runCli } from '../../src/cli/program.ts';
import { fakeDoors } from './support/fake-doors.ts';
import { FakeIo } from './support/fake-io.ts';

async function served(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  let asked: ServeOptions | undefined;
  const serve = async (options: ServeOptions) => {
    asked = options;
    return 0;
  };
  const io = new FakeIo({ cwd: '/here', env });
  const code = await runCli(['serve', ...argv], io, fakeDoors({ serve }));
  return { code, http: asked?.http, err: io.err.text };
}

const all: HttpOptions = {
  host: '0.0.0.0',
  publicUrl: 'https://ci.example.com',
  tls: { cert: '/here/c.pem', key: '/k.pem' },
  rateLimit: 50,
  origins: ['https://a.example.com', 'https://b.example.com'],
  logLevel: 'info',
  anonymousMetrics: true,
};

test('how a server is reached can be said in flags', async () => {
  const flags = [
    '--host',
    '0.0.0.0',
    '--public-url',
    'https://ci.example.com/',
    '--tls-cert',
    'c.pem',
    '--tls-key',
    '/k.pem',
  ];
  const more = [
    '--rate-limit',
    '50/s',
    '--cors-origin',
    'https://a.example.com',
    '--cors-origin',
    'https://b.example.com',
  ];
  const { http } = await served([...flags, ...more, '--log-level', 'info', '--anonymous-metrics']);
  assert.deepEqual(http, all);
});

test('and in variables', async () => {
  const { http } = await served([], {
    MILLRACE_HOST: '0.0.0.0',
    MILLRACE_PUBLIC_URL: 'https://ci.example.com',
    MILLRACE_TLS_CERT: 'c.pem',
    MILLRACE_TLS_KEY: '/k.pem',
    MILLRACE_RATE_LIMIT: '50',
    MILLRACE_CORS_ORIGINS: 'https://a.example.com,https://b.example.com',
    MILLRACE_LOG_LEVEL: 'info',
    MILLRACE_ANONYMOUS_METRICS: 'true',
  });
  assert.deepEqual(http, all);
});

for (const [flags, words] of [
  [['--tls-cert', 'c.pem'], '--tls-cert and --tls-key are given together'],
  [['--rate-limit', '0'], '--rate-limit (or MILLRACE_RATE_LIMIT) takes a whole number from 1'],
  [['--rate-limit', '5/m'], '--rate-limit (or MILLRACE_RATE_LIMIT) takes a whole number from 1'],
  [['--cors-origin', 'a.example.com'], '--cors-origin takes an origin'],
  [['--cors-origin', 'https://a.example.com/x'], '--cors-origin takes an origin'],
  [['--log-level', 'loud'], "--log-level takes debug, info, warn, error, not 'loud'"],
  [['--public-url', 'ci.example.com'], '--public-url takes an address'],
] as const) {
  test(`${flags.join(' ')} is wrong usage`, async () => {
    const { code, http, err } = await served(flags);
    assert.deepEqual([code, http], [2, undefined]);
    assert.ok(err.includes(words), err);
  });
}
