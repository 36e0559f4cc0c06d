import { type PartialSuccess, partialSuccessOf } from '@portcall/formats';
import { halvesOf, joined } from '@portcall/formats/internal';
import {
  Account,
  Endpoint,
  type Entry,
  fetchSender,
  fileSpool,
  grpcSender,
  httpSender,
  Outbox,
  type Sender,
  type Spool,
} from '@portcall/outbox';
import type { MetricSource, SpansExport } from '../../exporter.js';
import type { OtlpOptions, SpoolOptions } from '../otlp-settings.js';
import { CONTENT_TYPES } from '../protocol.js';
import type { SignalSettings } from '../settings/signal-settings.js';
import { failedExport } from './failed-export.js';
import { mergedDeltas } from './merged-deltas.js';
import { outboxReports, type What } from './outbox-reports.js';
import { PartsSpool } from './parts-spool.js';
import { claimSpool } from './spool-owners.js';
import { untracedSender } from './untraced-sender.js';

/** Where the requests of one signal go. */
export interface OtlpOutbox {
  readonly account: Account;
  readonly outbox: Outbox;
  /** Where what is left at the end is kept on disk. */
  readonly spool: PartsSpool | undefined;
  /** What both signals have in common of what an exporter gives. */
  readonly parts: Pick<SpansExport, 'account' | 'componentType' | 'receiver' | 'failure' | 'leave'>;
}

/** The receivers of one exporter: signals that go to one of them share its patience. */
export class Endpoints {
  private readonly byOrigin = new Map<string, Endpoint>();

  of({ origin }: URL): Endpoint {
    const known = this.byOrigin.get(origin);
    if (known !== undefined) return known;
    const endpoint = new Endpoint();
    this.byOrigin.set(origin, endpoint);
    return endpoint;
  }
}

/** What the signals of one exporter share. */
export interface Shared {
  readonly endpoints: Endpoints;
  readonly options: Pick<OtlpOptions, 'maxQueueBytes' | 'spool'>;
  /** Whether what is lost of one export is in the next. */
  readonly carriesOver?: boolean;
  /** Whose deltas are sent, which are merged while they wait. Absent where they are none. */
  readonly deltasOf?: Pick<MetricSource, 'resource'>;
}

/** Where requests of a signal are put, to be delivered over HTTP or gRPC. */
export function otlpOutbox(
  what: What,
  settings: SignalSettings,
  { endpoints, options, carriesOver, deltasOf }: Shared,
): OtlpOutbox {
  const { maxQueueBytes } = options;
  const { destination, timeoutMillis } = settings;
  const account = new Account('otlp', what);
  const encoding = encodingOf(settings);
  const spool =
    options.spool &&
    new PartsSpool({
      spool: spoolFor(account, settings, options.spool),
      joinsAdopted: what === 'spans' && encoding === 'protobuf',
      mostBytes: mostBytesOfRequest(maxQueueBytes),
    });
  const outbox = new Outbox({
    sender: untracedSender(senderFor(settings)),
    endpoint: endpoints.of(destination.url),
    account,
    listener: outboxReports(what, destination, carriesOver),
    halve: (entry) => halvesOf(entry, what, encoding),
    ...(encoding === 'protobuf' ? { join: (entries: readonly Entry[]) => joined(entries) } : {}),
    ...(deltasOf === undefined ? {} : { merge: (entries) => mergedDeltas(entries, deltasOf, encoding) }),
    requestTimeoutMillis: timeoutMillis,
    // A receiver of cumulative sums refuses what is older than what it has.
    ordered: what === 'metrics',
    ...(maxQueueBytes === undefined ? {} : { maxBytes: maxQueueBytes }),
    ...(spool === undefined ? {} : { spool }),
  });
  const reason = (): string | undefined => outbox.failure && failedExport(outbox.failure, destination).reason;
  return {
    account,
    outbox,
    spool,
    parts: {
      account,
      componentType: COMPONENT_TYPES[settings.protocol][what],
      receiver: destination.shown,
      failure: reason,
      leave: () => outbox.leave(),
    },
  };
}

/** A request of parts is to leave room for others in the queue. */
const mostBytesOfRequest = (maxQueueBytes = Number.POSITIVE_INFINITY): number =>
  Math.min(4 * 1_024 * 1_024, maxQueueBytes / 4);

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/otel/#otel-component-attributes */
const COMPONENT_TYPES = {
  'http/protobuf': { spans: 'otlp_http_span_exporter', metrics: 'otlp_http_metric_exporter' },
  'http/json': { spans: 'otlp_http_json_span_exporter', metrics: 'otlp_http_json_metric_exporter' },
  grpc: { spans: 'otlp_grpc_span_exporter', metrics: 'otlp_grpc_metric_exporter' },
} as const;

const encodingOf = ({ protocol }: SignalSettings): 'json' | 'protobuf' =>
  protocol === 'http/json' ? 'json' : 'protobuf';

/** @throws Error for a folder that is somebody else's */
function spoolFor(account: Account, settings: SignalSettings, { dir, maxBytes }: SpoolOptions): Spool {
  const name = `${account.signal}-${encodingOf(settings)}`;
  claimSpool(dir, name, settings);
  return fileSpool({
    dir,
    name,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    onLost(items) {
      account.record(items);
      account.drop('spool_corrupt', items);
    },
  });
}

function senderFor({ destination, protocol, headers, compression, tls }: SignalSettings): Sender {
  const { url } = destination;
  if (protocol === 'grpc')
    return grpcSender({ url, path: METHODS[destination.signal], headers, compression, tls, readAnswer: ofMessage });
  // Deno and Bun have node:http as well; others have fetch alone.
  const send = hasNodeHttp() ? httpSender : fetchSender;
  return send({
    url,
    headers,
    contentType: CONTENT_TYPES[protocol],
    compression,
    tls,
    readAnswer: partialSuccessOf,
  });
}

const METHODS = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
} as const;

const ofMessage = (message: Uint8Array): PartialSuccess | undefined =>
  partialSuccessOf(message, CONTENT_TYPES['http/protobuf']);

/** Not by loading it: that is for the first request. */
function hasNodeHttp(): boolean {
  const { process: ours } = globalThis as { readonly process?: Partial<NodeJS.Process> };
  return ours?.getBuiltinModule !== undefined;
}
