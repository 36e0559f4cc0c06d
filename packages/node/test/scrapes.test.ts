import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { parseExposition } from '@portcall/real-parts';
import { runApp } from './run-app.js';

// Engines and applications start as fast as the machine lets them.
jest.setTimeout(90_000);

/** Some 4,000 histograms, which is a text of many pieces; pairs of values are recorded without anything in between. */
const APP = `
  const exporter = prometheus({ port: 0 });
  const telemetry = registerInstrumentation({ serviceName: 'scraped', exporters: [exporter], seriesLimit: 10_000 });
  const lanes = defineCatalog({
    scope: 'lanes',
    metrics: {
      wait: histogram({
        name: 'wait_seconds', unit: 's', description: 'Wait.', boundaries: [1, 2, 4, 8], attributes: { lane: text() },
      }),
    },
  });
  const { wait } = telemetry.bind(lanes);
  const bound = Array.from({ length: 4_000 }, (_, lane) => wait.with({ lane: 'lane ' + lane }));
  const recordPairs = () => {
    for (const one of bound) {
      one.record(0.5);
      one.record(5.5);
    }
  };
  recordPairs();
  await telemetry.ready;
  console.log(exporter.url);
`;

const BUSY = `${APP}
  for (;;) {
    recordPairs();
    await new Promise((resolve) => setImmediate(resolve));
  }
`;

const QUIET = `${APP}
  setInterval(() => {}, 1_000);
`;

interface Answer {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

/** An answer that has begun; nothing of it is read yet. */
function asked(url: string, accept = '*/*'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { accept } }, (response) => resolve({ request, response })).once(
      'error',
      reject,
    );
  });
}

async function textOf({ response }: Answer): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

/** What one scrape says of every histogram. */
function histogramsIn(text: string): readonly Readonly<Record<string, number>>[] {
  const { samples, errors } = parseExposition(text);
  expect(errors).toEqual([]);
  const lanes = new Map<string, Record<string, number>>();
  for (const { name, labels, value } of samples) {
    if (!name.startsWith('lanes_wait_seconds')) continue;
    const lane = lanes.get(labels['lane']!) ?? {};
    lanes.set(labels['lane']!, lane);
    lane[labels['le'] ?? name.replace('lanes_wait_seconds_', '')] = value;
  }
  return [...lanes.values()];
}

describe('a scrape of an application that records all the time', () => {
  it('has histograms that are consistent, each in itself, however slowly it is read', async () => {
    await using app = runApp(BUSY, { timeoutMs: 60_000 });
    const url = await app.waitForLine(/^http/);
    const answer = await asked(url);
    // The application goes on between what is written already and what is not.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const histograms = histogramsIn(await textOf(answer));
    expect(histograms).toHaveLength(4_000);
    for (const { count, sum, ...below } of histograms) {
      expect(count! % 2).toBe(0);
      const pairs = count! / 2;
      expect({ sum, ...below }).toEqual({
        sum: 6 * pairs,
        '1': pairs,
        '2': pairs,
        '4': pairs,
        '8': 2 * pairs,
        '+Inf': 2 * pairs,
      });
    }
    // It was read while it was recorded: not everything is of one moment.
    expect(new Set(histograms.map(({ count }) => count)).size).toBeGreaterThan(1);
  });

  it('has whatever was recorded before it was asked for', async () => {
    await using app = runApp(
      `${APP}
      import { createServer } from 'node:http';
      const records = createServer((_, response) => {
        recordPairs();
        response.end();
      }).listen(0, '127.0.0.1', () => console.log('records at ' + records.address().port));
    `,
      { timeoutMs: 60_000 },
    );
    const url = await app.waitForLine(/^http/);
    const port = (await app.waitForLine(/^records at/)).split(' ').at(-1);
    // Others scrape all the time, so that there always is a text somebody else has begun.
    const stop = new AbortController();
    const others = Promise.all(
      Array.from({ length: 3 }, async () => {
        while (!stop.signal.aborted) await (await fetch(url)).text();
      }),
    );
    for (let pairs = 2; pairs <= 6; pairs += 1) {
      await fetch(`http://127.0.0.1:${port}`);
      const counts = histogramsIn(await textOf(await asked(url))).map(({ count }) => count);
      expect(new Set(counts)).toEqual(new Set([2 * pairs]));
    }
    stop.abort();
    await others;
  });
});

describe('a hundred scrapes at once', () => {
  it('are answered whole, and alike', async () => {
    await using app = runApp(QUIET, { timeoutMs: 60_000 });
    const url = await app.waitForLine(/^http/);
    const answers = await Promise.all(Array.from({ length: 100 }, () => asked(url)));
    const texts = await Promise.all(answers.map(textOf));
    expect(answers.map(({ response }) => response.statusCode)).toEqual(Array.from({ length: 100 }, () => 200));
    expect(new Set(texts).size).toBe(1);
    expect(histogramsIn(texts[0]!)).toHaveLength(4_000);
  });
});

describe('a hundred scrapes at once, in five formats', () => {
  it('are each answered whole in their own', async () => {
    await using app = runApp(QUIET, { timeoutMs: 60_000 });
    const url = await app.waitForLine(/^http/);
    const formats = [
      'text/plain;version=0.0.4',
      'text/plain;version=1.0.0',
      'application/openmetrics-text;version=1.0.0',
      'application/openmetrics-text;version=2.0.0',
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
    ];
    const texts = new Map<string, Set<string>>(formats.map((format) => [format, new Set()]));
    const scrape = async (format: string): Promise<void> => {
      const answer = await asked(url, format);
      expect(answer.response.headers['content-type']?.replaceAll('; ', ';')).toContain(format);
      texts.get(format)!.add(await textOf(answer));
    };
    await Promise.all(Array.from({ length: 100 }, (_, i) => scrape(formats[i % formats.length]!)));
    // All of one format are alike, and each has every one of the histograms.
    expect([...texts.values()].map((some) => some.size)).toEqual([1, 1, 1, 1, 1]);
    for (const [text] of texts.values()) expect(new Set(text!.match(/lane \d+/g)).size).toBe(4_000);
  });
});

describe('scrapers that never read their answers', () => {
  it('cost a bounded amount of memory, and neither other scrapers nor the end of the application', async () => {
    const code = `${APP}
      await (await fetch(exporter.url)).text();
      globalThis.gc();
      const before = process.memoryUsage().rss;
      console.log('measured');
      const records = setInterval(recordPairs, 100);
      await new Promise((resolve) => process.once('SIGUSR2', resolve));
      clearInterval(records);
      globalThis.gc();
      console.log('grown by ' + (process.memoryUsage().rss - before));
      await telemetry.shutdown();
    `;
    await using app = runApp(code, { nodeArgs: ['--expose-gc'], timeoutMs: 60_000 });
    const url = await app.waitForLine(/^http/);
    await app.waitForLine(/^measured/);
    const idle = await Promise.all(Array.from({ length: 100 }, () => asked(url)));
    for (const { request, response } of idle) {
      request.on('error', () => {});
      response.on('error', () => {});
    }
    for (let i = 0; i < 5; i += 1) expect(histogramsIn(await textOf(await asked(url)))).toHaveLength(4_000);
    app.process.kill('SIGUSR2');
    const grown = Number((await app.waitForLine(/^grown by/)).split(' ').at(-1));
    // A hundred answers of more than 2 MB each.
    expect(grown).toBeLessThan(64_000_000);
    expect(await app.exit).toMatchObject({ code: 0, timedOut: false, stderr: '' });
    for (const { request } of idle) request.destroy();
  });
});
