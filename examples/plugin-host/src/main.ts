import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Problem } from '@portcall/core';
import { ownReceiver, readMetrics } from '@portcall/example-kit';
import { otlp } from '@portcall/exporters';
import { InvocationMetricsBus } from '@portcall/invocations';
import { registerInstrumentation } from '@portcall/node';
import { billing, readBilling } from './billing.js';
import { Callers } from './callers.js';
import { liveView } from './live-view.js';
import { measuredRounds, type Rounds } from './measured-rounds.js';
import { PluginHost } from './plugin-host.js';
import { type Places, type Report, reportOf } from './report.js';
import { SlowSubscriber } from './slow-subscriber.js';
import { StatusTable } from './status-table.js';
import { receptionOf, subscribersText } from './subscribers.js';

const SLOW_TAKES_MS = 10;
const RECEIVED_WITHIN_MS = 3_000;
const INTERRUPTED = 130;

/** The listeners stay: telemetry leaves the end of the process to an app that listens. */
const interrupted = new Promise<number>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve(INTERRUPTED));
});

const code = await run();
// Interrupted callers may still be calling.
if (code === INTERRUPTED) process.exit(code);
process.exitCode = code;

/** @returns the exit code: 0 where callers, receiver and billing file know of the same invocations and all sums are right */
async function run(): Promise<number> {
  const elsewhere = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] || undefined;
  await using receiver = elsewhere === undefined ? await ownReceiver() : undefined;
  const receiverUrl = elsewhere ?? receiver?.url;

  // Everybody who wants to know of invocations is there before the first.
  const bus = new InvocationMetricsBus();
  await using telemetry = registerInstrumentation({
    serviceName: 'plugin-host',
    exporters: receiverUrl === undefined ? ['none'] : [otlp({ url: receiverUrl })],
    invocations: bus,
  });
  const problems: Problem[] = [];
  using _observer = telemetry.observers.subscribe(['problem'], ({ problem }) => void problems.push(problem));
  const file = process.env['BILLING_FILE'] || join(tmpdir(), `plugin-host-${process.pid}.jsonl`);
  await rm(file, { force: true });
  const toBill = bus.subscribe({ name: 'billing', capacity: 4_096 });
  await using bills = billing(toBill, file);
  const toShow = bus.subscribe({ name: 'status table', capacity: 4_096 });
  const table = new StatusTable(toShow);
  const slow = new SlowSubscriber(bus, SLOW_TAKES_MS);
  const status = (): string => {
    const receptions = { 'billing file': receptionOf(toBill), 'status table': receptionOf(toShow) };
    return `${table.text()}\n\n${subscribersText({ ...receptions, 'slow subscriber': slow.reception() })}`;
  };

  await using host = await PluginHost.load(fileURLToPath(new URL('../plugins', import.meta.url)), { bus });
  console.log(`plugins        ${[...host.functions.keys()].join(', ')}`);
  console.log(`OTLP receiver  ${receiverUrl ?? 'none; going on without'}`);
  console.log(`billing file   ${file}\n`);

  const callers = new Callers(host);
  const load = async (): Promise<Rounds> => {
    using _live = liveView(process.stdout, status);
    await callers.trouble();
    return await measuredRounds(callers, slow);
  };
  const startedAt = performance.now();
  const rounds = await Promise.race([load(), interrupted]);
  if (typeof rounds === 'number') return rounds;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);

  const unfinished = callers.unfinished();
  await sleep(50);
  await host.close();
  await unfinished;
  bus.close();
  await Promise.all([table.done, bills.close()]);
  console.log(status());
  const replaced = [...host.functions.keys()].map((id) => `${id} ${host.restarts(id)}`);
  console.log(`\nThe load took ${seconds} s. Threads replaced: ${replaced.join(', ')}.`);
  console.log(`Calls of a function that is not there, refused and not recorded: ${callers.refused}.`);
  console.log(
    `Observed problems: ${problems.map(({ key, about }) => [key, about].filter(Boolean).join(' ')).join(', ') || 'none'}.`,
  );

  const billed = await readBilling(file);
  const report = await onceReceived(async () => {
    await telemetry.forceFlush();
    const received = receiver && readMetrics(receiver.metrics);
    return {
      callers: callers.counted,
      received,
      billed,
      lost: bills.status().lost,
      table,
      slow: slow.reception(),
      ...rounds,
    };
  });
  console.log(`\n${report.text}`);
  return report.holds ? 0 : 1;
}

/** A receiver acknowledges before it passes on: the last export may be under way for a moment. */
async function onceReceived(read: () => Promise<Places>): Promise<Report> {
  const deadline = Date.now() + RECEIVED_WITHIN_MS;
  for (;;) {
    const report = reportOf(await read());
    if (report.holds || Date.now() >= deadline) return report;
    await sleep(50);
  }
}
