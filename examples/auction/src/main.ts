import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ownReceiver } from '@portcall/example-kit';
import { otlp, prometheus } from '@portcall/exporters';
import { tracedDialect } from '@portcall/integrations';
import { registerInstrumentation } from '@portcall/node';
import { openDatabase } from './database.js';
import { serveAuction } from './http-server.js';
import { runLoad } from './load-client.js';
import { readCalls } from './otlp-calls.js';
import { overviewOf } from './overview.js';
import { postgres } from './postgres.js';
import { type Places, type Report, reportOf } from './report.js';
import { tracedAuction } from './traced-auction.js';

const RECEIVED_WITHIN_MS = 3_000;
const INTERRUPTED = 130;

/** The listeners stay: telemetry leaves the end of the process to an app that listens. */
const interrupted = new Promise<number>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve(INTERRUPTED));
});

const code = await run({ keep: process.argv.includes('--keep') });
// Interrupted users may still be bidding.
if (code === INTERRUPTED) process.exit(code);
process.exitCode = code;

/** @returns the exit code: 0 where clients, trace log and receiver know of the same calls */
async function run({ keep }: { readonly keep: boolean }): Promise<number> {
  const elsewhere = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] || undefined;
  await using receiver = elsewhere === undefined ? await ownReceiver() : undefined;
  const receiverUrl = elsewhere ?? receiver?.url;
  const endpoint = prometheus();
  await using telemetry = registerInstrumentation({
    serviceName: 'auction',
    exporters: receiverUrl === undefined ? [endpoint] : [otlp({ url: receiverUrl }), endpoint],
    functions: { dbOps: 'events', metrics: true, capacity: 5_000 },
  });
  await telemetry.ready;

  const url = process.env['DATABASE_URL'] || undefined;
  const migrations = fileURLToPath(new URL('../migrations', import.meta.url));
  const db = await openDatabase(tracedDialect(await postgres(url)), migrations);
  await using _closed = { [Symbol.asyncDispose]: () => db.destroy() };
  const { auction, closings: timers } = tracedAuction(db);
  await using closings = timers;
  await using server = await serveAuction(auction, Number(process.env['PORT'] ?? 0));
  console.log(`auction service  ${server.url}`);
  console.log(
    `Postgres         ${url === undefined ? 'embedded (PGlite); DATABASE_URL picks a server' : 'the server of DATABASE_URL'}`,
  );
  console.log(`Prometheus       ${endpoint.url}`);
  console.log(`OTLP receiver    ${receiverUrl ?? 'none; going on without'}`);

  const startedAt = performance.now();
  const made = await Promise.race([runLoad(server.url), interrupted]);
  if (typeof made === 'number') return made;
  console.log(`\nThe load took ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`);

  const report = await onceReceived(async () => {
    await telemetry.forceFlush();
    return {
      made,
      scheduled: closings.made,
      logged: telemetry.traces.recent(),
      received: receiver && readCalls(receiver.traces),
    };
  });
  console.log(`\n${overviewOf(telemetry.traces)}\n\n${report.text}`);

  if (keep) {
    console.log('\nUp until Ctrl-C. Try this, and look at the Prometheus endpoint again:');
    console.log(`curl ${server.url}/auctions -d '{"name":"mine"}'`);
    await interrupted;
  }
  return report.equal ? 0 : 1;
}

/** The last feed ends when the service notices that its reader has left, and a receiver acknowledges before it passes on. */
async function onceReceived(read: () => Promise<Places>): Promise<Report> {
  const deadline = Date.now() + RECEIVED_WITHIN_MS;
  for (;;) {
    const report = reportOf(await read());
    if (report.equal || Date.now() >= deadline) return report;
    await sleep(50);
  }
}
