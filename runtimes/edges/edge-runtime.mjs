// node edge-runtime.mjs EDGE-RUNTIME BUNDLE
//
// Orders once in a bundle that has nothing but what an edge runtime gives it, and says what came of it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , edgeRuntime, bundle] = process.argv;
const { EdgeRuntime } = createRequire(import.meta.url)(edgeRuntime);
const runtime = new EdgeRuntime({ initialCode: readFileSync(bundle, 'utf8') });
const has = runtime.evaluate('[typeof process, typeof Buffer, typeof require, typeof setImmediate]');
const shop = await runtime.evaluate(`ordered(${JSON.stringify(process.env.OTEL_EXPORTER_OTLP_ENDPOINT)})`);
console.log(JSON.stringify({ has, shop }));
