// Requests that go out, one after the other, over connections that are kept and ones that are not.
import http from 'node:http';
import { channels } from '@portcall/integrations/channels';
import { registerInstrumentation } from '@portcall/node';
import { measured } from './measured.mjs';

const meter = measured(Number(process.argv[2]));
const telemetry = registerInstrumentation({ serviceName: 'soak', exporters: ['otlp'], integrations: [channels()] });
const url = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
const agent = new http.Agent({ keepAlive: true });

const got = (options) =>
  new Promise((done, failed) => {
    http.get(url, options, (response) => response.resume().on('end', done)).on('error', failed);
  });
const KINDS = [
  () => got({ agent }),
  () => fetch(url).then((answer) => answer.text()),
  () => got({ signal: AbortSignal.abort(), agent }).catch(() => {}),
];

for (let turn = 0; meter.tick(); turn += 1) await KINDS[turn % KINDS.length]();
agent.destroy();
await telemetry.shutdown();
