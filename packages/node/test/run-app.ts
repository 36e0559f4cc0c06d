import { join } from 'node:path';
import { type Child, type ChildOptions, runProgram } from '@portcall/real-parts';

const PRELUDE = `
import { bind, counter, defineCatalog, gauge, histogram, oneOf, text, upDownCounter } from '@portcall/metrics';
import { instruments } from '@portcall/otel';
import { console as consoleExporter, otlp, prometheus } from '@portcall/exporters';
import { registerInstrumentation } from '@portcall/node';
import { setTimeout as sleep } from 'node:timers/promises';
const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', unit: '{order}', description: 'Orders.', attributes: { country: text() } }),
    done: counter({ name: 'done', description: 'Done.', attributes: { channel: oneOf('web', 'app') } }),
    open: upDownCounter({ name: 'open', description: 'Open.' }),
    stock: gauge({ name: 'stock', description: 'Stock.' }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', boundaries: [1, 2] }),
  },
});
`;

/** A user's program in a process of its own, on the built packages; everything a test may need is imported. */
export function runApp(code: string, options: Omit<ChildOptions, 'args' | 'cwd'> = {}): Child {
  const { nodeArgs = [], ...rest } = options;
  const args = [...nodeArgs, '--input-type=module', '-e', PRELUDE + code];
  return runProgram(process.execPath, {
    ...rest,
    args,
    cwd: join(__dirname, '..'),
    env: { ...CLEAN, ...options.env },
  });
}

/** The machine's own settings stay out. */
const CLEAN: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(process.env)
    .filter((variable) => variable.startsWith('OTEL_'))
    .map((variable) => [variable, undefined]),
);
