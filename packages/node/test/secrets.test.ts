import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '@portcall/real-parts';
import { runApp } from './run-app.js';

const CANARY = 'canary-7f3a';
const HIDDEN = [CANARY, Buffer.from(`${CANARY}:${CANARY}`).toString('base64'), encodeURIComponent(CANARY)];

/** Prints all there is to print: stderr, problems, what an observer is told, and OpenTelemetry's `diag` at its loudest. */
const LOUD = `
  const { diag, DiagConsoleLogger, DiagLogLevel } = await import('@opentelemetry/api');
  const { problems } = await import('@portcall/core');
  const { inspect } = await import('node:util');
  const setLoud = () => diag.setLogger(new DiagConsoleLogger(), { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  setLoud();
`;

/** A receiver that refuses, and says all it was sent. */
async function startEcho(): Promise<{ readonly host: string } & AsyncDisposable> {
  const server = createServer(({ headers, url }, response) => {
    response.writeHead(403).end(JSON.stringify([headers, url]));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close().closeAllConnections(),
  };
}

async function printedBy(exporters: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout, stderr } = await runApp(
    `
    ${LOUD}
    try {
      const telemetry = registerInstrumentation({ ${exporters} shutdownTimeoutMillis: 3_000 });
      telemetry.observers.subscribe(['problem', 'exporter'], (event) => console.log(inspect(event, { depth: 9 })));
      telemetry.bind(catalog).open.add(1);
      telemetry.tracer.startSpan('x').end();
      await telemetry.ready.catch(() => {});
      await telemetry.forceFlush();
      await telemetry.shutdown();
    } catch (error) {
      console.log(inspect(error, { depth: 9, showHidden: true }));
    }
    console.log(inspect(problems(), { depth: 9, maxStringLength: null }));
    process.exit();
  `,
    { env },
  ).exit;
  return stdout + stderr;
}

const urlOf = (host: string) => `http://${CANARY}:${CANARY}@${host}/base?key=${CANARY}`;
const HEADERS = `{ authorization: 'Bearer ${CANARY}', 'x-key': '${CANARY}' }`;
const environment = (url: string) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_HEADERS: `x-key=${CANARY},authorization=Bearer%20${CANARY}`,
});

describe('user, password and query of a URL, and headers, are never printed', () => {
  it.each<[string, (echo: string, closed: number) => readonly [string, Record<string, string>?], string]>([
    [
      'where a receiver refuses and says all it was sent',
      (echo) => [`exporters: [otlp({ url: '${urlOf(echo)}', headers: ${HEADERS} })],`],
      'it answered 403',
    ],
    ['where they are from the environment', (echo) => ['', environment(urlOf(echo))], 'it answered 403'],
    [
      'where a signal has variables of its own',
      (echo) => [
        '',
        {
          OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: urlOf(echo),
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: urlOf(echo),
          OTEL_EXPORTER_OTLP_METRICS_HEADERS: `x-key=${CANARY}`,
          OTEL_EXPORTER_OTLP_TRACES_HEADERS: `x-key=${CANARY}`,
        },
      ],
      'it answered 403',
    ],
    [
      'where nobody receives',
      (_, closed) => [
        `exporters: [otlp({ url: '${urlOf(`127.0.0.1:${closed}`)}', headers: ${HEADERS}, timeoutMillis: 300 })],`,
      ],
      'nothing listens',
    ],
    [
      'where the host is misspelt',
      () => [`exporters: [otlp({ url: '${urlOf('colector.invalid')}', headers: ${HEADERS}, timeoutMillis: 300 })],`],
      'is unknown',
    ],
    [
      'where TLS is spoken to one that does not',
      (echo) => [`exporters: [otlp({ url: '${urlOf(echo).replace('http', 'https')}', headers: ${HEADERS} })],`],
      'does not speak TLS',
    ],
    ['where the URL is none', () => [`exporters: [otlp({ url: '${urlOf('host:port')}' })],`], 'is not an HTTP URL'],
    [
      'where it is none of HTTP',
      () => [`exporters: [otlp({ url: 'ftp${urlOf('host').slice(4)}' })],`],
      'is not an HTTP URL',
    ],
    ['where the environment’s is none', () => ['', environment(urlOf('host:port'))], 'is not an HTTP URL'],
    [
      'where a header cannot be sent',
      () => [`exporters: [otlp({ headers: { 'x-key': '${CANARY}\\\\n' } })],`.replace('\\\\', '\\')],
      'holds a line feed',
    ],
    [
      'where a header of the environment cannot be sent',
      (echo) => ['', { ...environment(urlOf(echo)), OTEL_EXPORTER_OTLP_HEADERS: `x-key=${CANARY}%0a` }],
      'the header "x-key" holds a character that HTTP does not allow; it is not sent',
    ],
    [
      'where there are two receivers',
      (echo) => [`exporters: [otlp({ url: '${urlOf(echo)}' }), otlp({ url: '${urlOf(echo)}' })],`],
      'it answered 403',
    ],
  ])('%s', async (_, app, expected) => {
    await using echo = await startEcho();
    const [exporters, env] = app(echo.host, await freePort());
    const printed = await printedBy(exporters, env);
    expect(printed).toContain(expected);
    for (const secret of HIDDEN) expect(printed).not.toContain(secret);
  });
});
