import type { Declaration } from '@portcall/core/internal';
import { TEMPORALITY } from './otlp/metrics/temporality.js';
import { PROTOCOL_VARIABLES } from './otlp/protocol.js';
import { ENDPOINT_VARIABLES } from './otlp/settings/endpoint-url.js';
import { HEADERS_VARIABLES } from './otlp/settings/headers.js';
import { REQUEST_VARIABLES } from './otlp/settings/signal-settings.js';
import { TLS_VARIABLES } from './otlp/settings/tls.js';
import { PROMETHEUS_HOST, PROMETHEUS_PORT } from './prometheus/prometheus-options.js';

/** All that exporters read. */
export const EXPORTER_VARIABLES: readonly Declaration[] = [
  ...ENDPOINT_VARIABLES,
  ...PROTOCOL_VARIABLES,
  ...HEADERS_VARIABLES,
  ...REQUEST_VARIABLES,
  ...TLS_VARIABLES,
  TEMPORALITY,
  PROMETHEUS_HOST,
  PROMETHEUS_PORT,
];
