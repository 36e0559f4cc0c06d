import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Setting } from '@portcall/core';
import { portcall } from './run-doctor.js';

/** Where `@portcall/node` is installed. */
const PROJECT = join(__dirname, '../../node');

async function printed(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<readonly Setting[]> {
  const { code, stdout, stderr } = await portcall(['config', 'print', '--json', ...args], { env, cwd: PROJECT });
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as readonly Setting[];
}

const of = (settings: readonly Setting[], name: string): Setting | undefined =>
  settings.find((setting) => setting.name === name);

it('prints every setting with its value and origin, for people and for programs', async () => {
  const env = { OTEL_TRACES_SAMPLER: 'always_off', OTEL_EXPORTER_OTLP_HEADERS: 'authorization=c4n4ry' };
  const { stdout } = await portcall(['config', 'print'], { env, cwd: PROJECT });
  expect(stdout).toMatch(/^SETTING +VALUE +FROM\n/);
  expect(stdout).toMatch(/^sampler +always_off +OTEL_TRACES_SAMPLER$/m);
  expect(stdout).toMatch(/^seriesLimit +2000 +default$/m);
  expect(stdout).toMatch(/^samplerRatio +1 +default \(OTEL_TRACES_SAMPLER_ARG\)$/m);
  expect(stdout).toMatch(/^otlp\.traces\.headers +authorization=\[redacted\] +OTEL_EXPORTER_OTLP_HEADERS$/m);
  const settings = await printed(env);
  expect(of(settings, 'sampler')).toEqual({
    name: 'sampler',
    value: 'always_off',
    from: 'variable',
    variable: 'OTEL_TRACES_SAMPLER',
  });
  expect(of(settings, 'serviceName')).toMatchObject({ value: '@portcall/node', from: 'default' });
  expect(JSON.stringify(settings)).not.toContain('c4n4ry');
});

it('asks a registration, which knows what code says', async () => {
  const folder = mkdtempSync(join(PROJECT, '.portcall-config-'));
  const module = join(folder, 'register.mjs');
  writeFileSync(
    module,
    `import { registerInstrumentation } from '@portcall/node';
     registerInstrumentation({ serviceName: 'mine', exporters: ['none'], seriesLimit: 7 });`,
  );
  try {
    const settings = await printed({ OTEL_SERVICE_NAME: 'theirs' }, '--require', module);
    expect(of(settings, 'serviceName')).toMatchObject({ value: 'mine', from: 'code' });
    expect(of(settings, 'seriesLimit')).toMatchObject({ value: 7, from: 'code' });
    expect(of(settings, 'metricExporters')).toMatchObject({ value: ['none'], from: 'code' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('says where a variable cannot work, and prints what is used', async () => {
  const env = { OTEL_BSP_SCHEDULE_DELAY: '-1' };
  const { stdout, stderr } = await portcall(['config', 'print'], { env, cwd: PROJECT });
  expect(stderr).toMatch(
    /^portcall: OTEL_BSP_SCHEDULE_DELAY: "-1" is not a whole number of milliseconds; 5000 is used; /,
  );
  expect(stdout).toMatch(/^spanBatching\.delayMillis +5000 +default/m);
});

it('writes a file that says the same', async () => {
  const env = { OTEL_TRACES_SAMPLER: 'always_off', OTEL_EXPORTER_OTLP_HEADERS: 'authorization=c4n4ry' };
  const { code, stdout } = await portcall(['config', 'print', '--yaml'], { env, cwd: PROJECT });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^file_format: "1\.1"$/m);
  expect(stdout).toMatch(/^ +headers_list: "\$\{OTEL_EXPORTER_OTLP_HEADERS\}"$/m);
  expect(stdout).not.toContain('c4n4ry');
  const file = join(mkdtempSync(join(PROJECT, '.portcall-config-')), 'otel.yaml');
  writeFileSync(file, stdout);
  try {
    const settings = await printed({ OTEL_CONFIG_FILE: file, OTEL_BSP_MAX_QUEUE_SIZE: '5' });
    expect(of(settings, 'sampler')).toMatchObject({ value: 'always_off', from: 'file' });
    expect(of(settings, 'spanBatching.queueSize')).toMatchObject({ value: 2_048, from: 'file' });
  } finally {
    rmSync(dirname(file), { recursive: true });
  }
});
