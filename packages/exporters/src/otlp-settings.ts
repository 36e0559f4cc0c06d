import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { describe, report } from '@portcall/core';

export interface OtlpOptions {
  /**
   * Base URL of the receiver; `/v1/metrics` and `/v1/traces` are appended.
   * @default OTEL_EXPORTER_OTLP_ENDPOINT and its kin, else http://localhost:4318
   */
  readonly url?: string;
  /** Sent with every request, beside those of OTEL_EXPORTER_OTLP_HEADERS. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds one export may take, retries included. @default OTEL_EXPORTER_OTLP_TIMEOUT, else 10000 */
  readonly timeoutMillis?: number;
  /** @default OTEL_EXPORTER_OTLP_COMPRESSION, else 'none' */
  readonly compression?: 'gzip' | 'none';
}

/** What OpenTelemetry's OTLP exporters of both signals are made with. */
export type OtlpSettings = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;

export type Signal = 'metrics' | 'traces';

const DEFAULT_URL = 'http://localhost:4318';
const PATHS: Readonly<Record<Signal, string>> = { metrics: 'v1/metrics', traces: 'v1/traces' };

/**
 * What OpenTelemetry's exporter is given; it reads the environment for what is absent.
 * @throws Error for a URL or a protocol in the environment that cannot work
 */
export function otlpSettings(signal: Signal, options: OtlpOptions): OtlpSettings {
  const { headers, timeoutMillis, compression } = options;
  checkProtocol(signal);
  return {
    url: urlOf(signal, options),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
    ...(timeoutMillis === undefined ? {} : { timeoutMillis }),
    ...(compression === undefined ? {} : { compression: compression as NonNullable<OtlpSettings['compression']> }),
  };
}

/**
 * Where a signal goes: the option, else the signal's own variable as it is, else the general one with the signal's path.
 * @throws Error naming the setting that is no HTTP URL
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
 */
export function urlOf(signal: Signal, { url }: OtlpOptions): string {
  if (url !== undefined) return withPath(checkedUrl(url, 'otlp({ url })'), signal);
  const own = variableFor(signal, 'ENDPOINT');
  const ownUrl = environment(own);
  if (ownUrl !== undefined) return checkedUrl(ownUrl, own).href;
  const general = environment('OTEL_EXPORTER_OTLP_ENDPOINT');
  return withPath(checkedUrl(general ?? DEFAULT_URL, 'OTEL_EXPORTER_OTLP_ENDPOINT'), signal);
}

/** @throws Error naming the setting that is no HTTP URL */
export function checkedUrl(url: string, setting: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed;
  throw new Error(`${setting}: ${describe(url)} is no HTTP URL; write it like ${DEFAULT_URL}.`);
}

function withPath(base: URL, signal: Signal): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${PATHS[signal]}`;
  return url.href;
}

/** What is sent is JSON over HTTP, which receivers take where they take protobuf over HTTP, but not where they take gRPC. */
function checkProtocol(signal: Signal): void {
  const own = variableFor(signal, 'PROTOCOL');
  const setting = environment(own) === undefined ? 'OTEL_EXPORTER_OTLP_PROTOCOL' : own;
  const protocol = environment(setting);
  if (protocol === undefined || protocol === 'http/json') return;
  if (protocol === 'http/protobuf') {
    report({
      key: 'export.protocol',
      message: `${setting}=http/protobuf: OTLP is sent as http/json instead, to the same endpoint`,
    });
    return;
  }
  throw new Error(
    `${setting}=${protocol}: OTLP is sent as http/json only; unset it, and point the endpoint at the receiver's HTTP port (4318).`,
  );
}

function variableFor(signal: Signal, setting: string): string {
  return `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${setting}`;
}

/** A variable that is set to nothing counts as not set (specification, environment variables). */
function environment(variable: string): string | undefined {
  const value = process.env[variable]?.trim();
  return value === '' ? undefined : value;
}
