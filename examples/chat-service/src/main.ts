import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ownReceiver, readMetrics } from '@portcall/example-kit';
import { otlp, prometheus } from '@portcall/exporters';
import { brokenRelations, type Definition, type Store } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { chatCatalog, chatMetrics } from '@portcall/ports';
import { keepHouse } from './housekeeping.js';
import { serveChat } from './http-server.js';
import { runLoad } from './load-client.js';
import { miniChat } from './mini-chat.js';
import { type Readings, readStore } from './reading.js';
import { type Report, reportOf } from './report.js';
import { scrape } from './scrape.js';
import { readTexts } from './texts.js';

const HOUSEKEEPING_EVERY_MS = 100;
const RECEIVED_WITHIN_MS = 3_000;
const INTERRUPTED = 130;

const catalog = chatCatalog();
const definitions: readonly Definition[] = Object.values(catalog.metrics);
/** The listeners stay: telemetry leaves the end of the process to an app that listens. */
const interrupted = new Promise<number>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve(INTERRUPTED));
});

const code = await run({ keep: process.argv.includes('--keep') });
// Interrupted answers may still wait for their provider.
if (code === INTERRUPTED) process.exit(code);
process.exitCode = code;

/** @returns the exit code: 0 where everything that was recorded has arrived everywhere and all relations hold */
async function run({ keep }: { readonly keep: boolean }): Promise<number> {
  const elsewhere = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] || undefined;
  await using receiver = elsewhere === undefined ? await ownReceiver() : undefined;
  const receiverUrl = elsewhere ?? receiver?.url;
  const endpoint = prometheus();
  await using telemetry = registerInstrumentation({
    serviceName: 'mini-chat',
    exporters: receiverUrl === undefined ? [endpoint] : [otlp({ url: receiverUrl }), endpoint],
  });
  await telemetry.ready;

  const texts = await readTexts(fileURLToPath(new URL('../texts', import.meta.url)));
  const service = miniChat(chatMetrics(telemetry.backend), texts);
  await using server = await serveChat(service, Number(process.env['PORT'] ?? 0));
  console.log(`chat service   ${server.url}`);
  console.log(`Prometheus     ${endpoint.url}`);
  console.log(`OTLP receiver  ${receiverUrl ?? 'none; going on with Prometheus alone'}`);

  {
    await using _house = keepHouse(service, HOUSEKEEPING_EVERY_MS);
    const startedAt = performance.now();
    const ended = await Promise.race([runLoad(server.url, texts), interrupted]);
    if (ended === INTERRUPTED) return INTERRUPTED;
    console.log(`\nThe load took ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.\n`);
  }
  // Nothing records any more, so that all places can agree.
  await telemetry.forceFlush();
  const report = await onceReceived(async () => ({
    recorded: readStore(definitions, telemetry.backend),
    receiver: receiver && readMetrics(receiver.metrics),
    endpoint: await scrape(endpoint.url ?? '', definitions),
  }));
  console.log(report.text);
  const sound = saysSound(telemetry.backend);

  if (keep) {
    await using _house = keepHouse(service, HOUSEKEEPING_EVERY_MS);
    console.log('\nUp until Ctrl-C. Try this, and look at the endpoint again:');
    console.log(`curl -N ${server.url}/threads/mine/turns -d '{"question":"40 words of walrus"}'`);
    await interrupted;
  }
  return report.equal && sound ? 0 : 1;
}

/** A receiver acknowledges before it passes on: the last export may be under way for a moment. */
async function onceReceived(read: () => Promise<Readings>): Promise<Report> {
  const deadline = Date.now() + RECEIVED_WITHIN_MS;
  for (;;) {
    const report = reportOf(definitions, await read());
    if (report.equal || Date.now() >= deadline) return report;
    await sleep(50);
  }
}

/** Says whether what was recorded is true in itself. */
function saysSound(recorded: Store): boolean {
  const active = recorded.value(catalog.metrics.activeStreams);
  const broken = brokenRelations(catalog, recorded);
  const { length } = catalog.relations;
  for (const breach of broken) console.log(breach);
  console.log(`${active} streams are active; ${length - broken.length} of ${length} relations hold`);
  return active === 0 && broken.length === 0;
}
