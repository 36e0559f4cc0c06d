import { setTimeout as sleep } from 'node:timers/promises';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { console as consoleExporter } from '@portcall/exporters';

// Prints metrics as often as asked, with a pause between, so that whoever reads stdout can leave meanwhile.
const times = Number(process.argv[2]);
const reader = consoleExporter().metricReader({ exportIntervalMillis: 3_600_000, cardinalityLimit: 10 });
const provider = new MeterProvider({ readers: [reader] });
provider.getMeter('m').createCounter('orders').add(1);
for (let i = 0; i < times; i += 1) {
  await provider.forceFlush();
  await sleep(20);
}
console.error('the app has ended');
