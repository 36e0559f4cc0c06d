import type { OTLPExporterNodeConfigBase } from '@opentelemetry/otlp-exporter-base';
import type * as Transport from '@opentelemetry/otlp-exporter-base/node-http';
import { lazily } from '../../lazily.js';
import { CONTENT_TYPES } from '../protocol.js';
import type { SignalSettings } from '../settings/signal-settings.js';
import type { FailedExport } from './failed-connection.js';
import { failedExport } from './failed-export.js';
import { countRejected } from './partial-success.js';
import { watchRequests } from './request-watch.js';
import { responseOf } from './response.js';

/** Sends bodies of requests to one receiver, with retries within the timeout of one export. */
export interface HttpSender {
  /** @returns undefined where the receiver took it; never rejects */
  send(body: Uint8Array): Promise<FailedSend | undefined>;
  /** Closes its connections once what is under way has ended. */
  shutdown(): Promise<void>;
}

export interface FailedSend extends FailedExport {
  /** Whether the receiver has refused it, as it would again. */
  readonly isRefused: boolean;
}

export interface HttpSenderOptions {
  readonly what: 'metrics' | 'spans';
  readonly settings: SignalSettings;
}

/**
 * OpenTelemetry's OTLP transport, under bytes that were written here.
 * @throws Error for gRPC
 */
export function httpSender({ what, settings }: HttpSenderOptions): HttpSender {
  const { destination: to, protocol, headers, timeoutMillis, compression, tls } = settings;
  if (protocol === 'grpc')
    throw new Error(
      `${to.setting}: OTLP over gRPC is not supported; use one of the protocols "http/protobuf", "http/json", and the receiver's HTTP port (4318)`,
    );
  const { createOtlpHttpExportDelegate, httpAgentFactoryFromOptions } = lazily(
    '@opentelemetry/otlp-exporter-base/node-http',
  ) as typeof Transport;
  const sent = { ...headers, 'Content-Type': CONTENT_TYPES[protocol] };
  const configuration = {
    url: to.url.href,
    headers: async () => sent,
    timeoutMillis,
    compression: compression as NonNullable<OTLPExporterNodeConfigBase['compression']>,
    concurrencyLimit: 30,
    agentFactory: httpAgentFactoryFromOptions({ keepAlive: true, ...tls }),
  };
  const delegate = createOtlpHttpExportDelegate<Uint8Array, unknown>(
    configuration,
    { serializeRequest: (body) => body, deserializeResponse: responseOf },
    'otlp_http_exporter',
    // Of the transport's own metrics, which go nowhere.
    { name: what === 'spans' ? 'span' : 'metric_data_point', countItems: () => 1 },
    undefined,
  );
  const watched = { _delegate: delegate, shutdown: () => delegate.shutdown() };
  const watch = watchRequests(watched, to.url);
  countRejected(watched, { what, to, watch });
  return {
    send: (body) =>
      new Promise((resolve) => {
        delegate.export(body, ({ code, error }) => {
          if (code === SUCCESS) resolve(undefined);
          else resolve({ ...failedExport(error, to, watch), isRefused: isAnswered(error) });
        });
      }),
    shutdown: () => watched.shutdown(),
  };
}

const SUCCESS = 0; // OpenTelemetry's ExportResultCode, as a number so that nothing is loaded for it

/** The transport gives the status of an answer that it has not retried. */
function isAnswered(error: unknown): boolean {
  return typeof (error as { readonly code?: unknown } | undefined)?.code === 'number';
}
