// Who looks on while the storefront runs. None of them has a line in it: each is loaded before it, as its documentation says.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is kept of the receiver, the sampler and the rest of the environment, for all of OpenTelemetry's variables. */
const otel = (receiver, isSampled) => ({
  OTEL_SERVICE_NAME: 'storefront',
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_TRACES_SAMPLER: isSampled ? 'always_on' : 'always_off',
});

/**
 * How each is loaded.
 * @type {Record<string, (place: { ours: string, receiver: string, isSampled: boolean }) => { nodeArgs: string[], env: object }>}
 */
export const ONLOOKERS = {
  nothing: () => ({ nodeArgs: [], env: {} }),
  Portcall: ({ ours, receiver, isSampled }) => ({
    nodeArgs: ['--import', pathToFileURL(join(ours, 'node_modules/@portcall/node/dist/register-hook.mjs')).href],
    env: otel(receiver, isSampled),
  }),
  OpenTelemetry: ({ receiver, isSampled }) => ({
    nodeArgs: [
      '--no-warnings',
      '--experimental-loader=@opentelemetry/instrumentation/hook.mjs',
      '--import=@opentelemetry/auto-instrumentations-node/register',
    ],
    env: { ...otel(receiver, isSampled), OTEL_LOGS_EXPORTER: 'none' },
  }),
  'dd-trace': ({ receiver, isSampled }) => ({
    nodeArgs: ['--import=dd-trace/initialize.mjs'],
    env: {
      DD_SERVICE: 'storefront',
      DD_TRACE_AGENT_URL: receiver,
      DD_TRACE_SAMPLE_RATE: isSampled ? '1' : '0',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    },
  }),
};
