import { setTimeout as sleep } from 'node:timers/promises';
import { console as consoleExporter } from '@portcall/exporters';
import { recorded } from './recorded.mjs';

// Prints metrics as often as asked, with a pause between, so that whoever reads stdout can leave meanwhile.
const times = Number(process.argv[2]);
const { orders, source } = recorded();
const metrics = consoleExporter().metrics(source);
orders.add(1, { country: 'NO' });
for (let i = 0; i < times; i += 1) {
  await metrics.flush();
  await sleep(20);
}
console.error('the app has ended');
