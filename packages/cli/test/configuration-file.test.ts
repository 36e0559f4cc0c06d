// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of configuration files look like it
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@portcall/doctor';
import { freePort, startFaultReceiver } from '@portcall/real-parts';
import { doctor, portcall, SILENT } from './run-doctor.js';

/** Where `@portcall/node` is installed. */
const PROJECT = join(__dirname, '../../node');
const folder = mkdtempSync(join(tmpdir(), 'portcall-file-'));
const path = join(folder, 'otel.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

/** What is found of a file: each finding with its place in it. */
async function foundIn(lines: readonly string[], env: Readonly<Record<string, string>> = {}) {
  writeFileSync(path, lines.join('\n'));
  const { findings, code } = await doctor({ OTEL_CONFIG_FILE: path, ...env }, PROJECT);
  const said = findings.map(({ id, what }) => `${id} ${what.replaceAll(path, 'FILE')}`);
  return { code, findings, said: said.filter((one) => !/^(?:api|portcall|node)\./.test(one)) };
}

const SPANS = (...exporter: readonly string[]) => [
  'file_format: "1.1"',
  'tracer_provider:',
  '  processors:',
  '    - batch:',
  '        exporter:',
  ...exporter.map((line) => `          ${line}`),
];
const METRICS = [
  'meter_provider:',
  '  readers:',
  '    - pull:',
  '        exporter:',
  '          prometheus/development:',
  '            port: ${PORT}',
];

describe('a configuration file', () => {
  it('is examined in the place of variables: what it sends to is asked, with what it sends', async () => {
    await using receiver = await startFaultReceiver();
    const lines = SPANS(
      'otlp_http:',
      '  endpoint: ${RECEIVER}/v1/traces',
      '  headers:',
      '    - name: x-key',
      '      value: k',
    );
    const port = String(await freePort());
    const env = { RECEIVER: receiver.url, PORT: port, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
    expect((await foundIn([...lines, ...METRICS], env)).said).toEqual([]);
    expect(receiver.requests()).toMatchObject([{ path: '/v1/traces', bytes: 0, headers: { 'x-key': 'k' } }]);
  });

  it.each<readonly [string, readonly string[], readonly (string | RegExp)[]]>([
    [
      'what cannot be sent to',
      [...SPANS('otlp_http:', '  endpoint: http://127.0.0.1:1/v1/traces'), ...METRICS],
      [
        'endpoint.refused the receiver http://127.0.0.1:1 (http/protobuf, FILE:7:13: tracer_provider.processors[0].batch.exporter.otlp_http.endpoint) cannot be reached (ECONNREFUSED)',
      ],
    ],
    [
      'what is no URL, no protocol, no certificate and no header',
      [
        ...SPANS(
          'otlp_http:',
          '  endpoint: "localhost:1"',
          '  encoding: thrift',
          '  tls:',
          '    ca_file: /nowhere/ca.pem',
          '  headers_list: "x:y"',
        ),
        ...METRICS,
      ],
      [
        /^endpoint\.not_a_url FILE:7:13: tracer_provider\S+\.otlp_http\.endpoint is not an HTTP URL$/,
        /^certificate\.unreadable FILE:10:15: tracer_provider\S+\.tls\.ca_file names a file that cannot be read \(ENOENT\): /,
        /^endpoint\.refused/,
        /^protocol\.unknown FILE:8:13: tracer_provider\S+\.encoding names no protocol of OTLP$/,
        /^headers\.malformed FILE:11:13: tracer_provider\S+\.headers_list: 1 of its 1 headers cannot be read$/,
      ],
    ],
    [
      'a sampler that leaves nothing, and metrics that nothing exports',
      [...SPANS('console:'), '  sampler:', '    parent_based:', '      root:', '        always_off:'],
      [
        'exporter.none FILE:1:1 has no exporter of metrics',
        'sampler.off FILE:7:3: tracer_provider.sampler is parentbased_always_off',
      ],
    ],
    [
      'a ratio that is none',
      [...SPANS('console:'), '  sampler:', '    trace_id_ratio_based:', '      ratio: 2', ...METRICS],
      ['sampler.ratio FILE:9:7: tracer_provider.sampler.trace_id_ratio_based.ratio is "2"'],
    ],
    [
      'that everything is off',
      ['file_format: "1.1"', 'disabled: true'],
      [/^sdk\.disabled FILE:2:1: disabled is true$/, /^exporter\.none/, /^exporter\.none/],
    ],
    [
      'a part that is not supported, and a second receiver',
      [
        ...SPANS('otlp_http:', '  endpoint: http://127.0.0.1:1/v1/traces'),
        '    - simple:',
        '        exporter:',
        '          otlp_grpc:',
        ...METRICS,
        'logger_provider: {}',
      ],
      [
        /^endpoint\.refused/,
        'file.unsupported OTEL_CONFIG_FILE: FILE:10:11: tracer_provider.processors[1].simple.exporter.otlp_grpc is not supported',
        'file.unsupported OTEL_CONFIG_FILE: FILE:17:1: logger_provider is not supported',
      ],
    ],
    [
      'a format and a reference that there are not',
      ['file_format: "0.4"', ...SPANS('console:').slice(1), ...METRICS, 'log_level: ${1A}'],
      [
        /^file\.reference OTEL_CONFIG_FILE: FILE:13:12: /,
        'file.format OTEL_CONFIG_FILE: FILE:1:1: file_format is not 1.x',
      ],
    ],
    ['what is no YAML', ['file_format: [', ''], [/^file\.malformed OTEL_CONFIG_FILE: FILE:2:1: /, /^endpoint\./]],
  ])('is found to say %s, with line and column', async (_, lines, said) => {
    const found = await foundIn(lines, { PORT: String(await freePort()) });
    expect(found.said).toHaveLength(said.length);
    expect(found.said).toEqual(said.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
  });

  it('that is not there is found, and a project without a reader of it', async () => {
    const env = { ...SILENT, OTEL_CONFIG_FILE: join(folder, 'none.yaml') };
    const { ids, code, findings } = await doctor(env, PROJECT);
    expect([ids.includes('file.unreadable'), code]).toEqual([true, 1]);
    expect(findings[0]?.what).toBe('OTEL_CONFIG_FILE: the file cannot be read (ENOENT)');
    expect((await doctor(env, folder)).ids).toEqual(['file.not_examined']);
  });

  it('is asked of a registration too, which uses it', async () => {
    const module = join(mkdtempSync(join(PROJECT, '.portcall-file-')), 'register.mjs');
    writeFileSync(path, [...SPANS('console:'), '  sampler:', '    always_off:', 'logger_provider: {}'].join('\n'));
    writeFileSync(module, "import { registerInstrumentation } from '@portcall/node'; registerInstrumentation();");
    try {
      const { stdout } = await portcall(['doctor', '--json', '--require', module], {
        env: { OTEL_CONFIG_FILE: path },
        cwd: PROJECT,
      });
      const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
      const said = findings.map(({ id, what }) => `${id} ${what.replaceAll(path, 'FILE')}`);
      expect(said).toContain('sampler.off FILE:7:3: tracer_provider.sampler is always_off');
      expect(said).toContain('problem.reported OTEL_CONFIG_FILE: FILE:9:1: logger_provider is not supported');
    } finally {
      rmSync(join(module, '..'), { recursive: true });
    }
  });

  it('leaves its hosts out of what strangers read', async () => {
    writeFileSync(path, SPANS('otlp_http:', '  endpoint: https://tenant.invalid:4318/v1/traces').join('\n'));
    const { stdout } = await portcall(['doctor', '--report'], { env: { OTEL_CONFIG_FILE: path }, cwd: PROJECT });
    expect(stdout).toContain('https://<host>:4318');
    expect(stdout).not.toContain('tenant');
  });
});
