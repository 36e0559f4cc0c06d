import type { OTLPExporterNodeConfigBase } from '@opentelemetry/otlp-exporter-base';
import { checkedMilliseconds, checkedOneOf, checkOptions, isPlainObject, shown } from '@portcall/core/internal';
import { lazily } from '../lazily.js';
import { checkBase } from './destination.js';

export interface OtlpOptions {
  /**
   * Base URL of the receiver; `/v1/metrics` and `/v1/traces` are appended. A user and a password in it are sent and never
   * printed.
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

/** What OpenTelemetry's OTLP transport is made with. */
export type OtlpSettings = OTLPExporterNodeConfigBase;

const OPTIONS: Readonly<Record<keyof OtlpOptions, true>> = {
  url: true,
  headers: true,
  timeoutMillis: true,
  compression: true,
};

/** @throws Error naming the option that cannot work, and what to give */
export function checkOtlpOptions(options: OtlpOptions): void {
  checkOptions(options, OPTIONS, 'otlp()');
  const { url, headers, timeoutMillis, compression } = options;
  if (url !== undefined) checkBase(url);
  if (headers !== undefined) checkHeaders(headers);
  if (timeoutMillis !== undefined) checkedMilliseconds(timeoutMillis, 'otlp({ timeoutMillis })');
  if (compression !== undefined) checkedOneOf(compression, ['gzip', 'none'], 'otlp({ compression })');
}

/** The message shows no value of a header: it may be a key. */
function checkHeaders(headers: unknown): void {
  if (!isPlainObject(headers))
    throw new Error(`otlp({ headers }): ${shown(headers)} is not a plain object; write { authorization: "Bearer …" }`);
  const { validateHeaderName, validateHeaderValue } = lazily('node:http') as typeof import('node:http');
  for (const [name, value] of Object.entries(headers)) {
    const header = shown(name);
    if (!isValid(() => validateHeaderName(name)))
      throw new Error(
        `otlp({ headers }): the header ${header} is not a name that HTTP allows; use letters, digits and hyphens`,
      );
    if (typeof value !== 'string')
      throw new Error(
        `otlp({ headers }): the header ${header} is ${shown(value)} and not a text; write its value as a text`,
      );
    if (!isValid(() => validateHeaderValue(name, value)))
      throw new Error(
        `otlp({ headers }): the header ${header} holds a line feed or another character that HTTP does not allow; remove it (a text read from a file ends in a line feed)`,
      );
  }
}

function isValid(validate: () => void): boolean {
  try {
    validate();
    return true;
  } catch {
    return false;
  }
}

/** What OpenTelemetry's exporter is given; it reads the environment for what is absent. */
export function otlpSettings({ headers, timeoutMillis, compression }: OtlpOptions): OtlpSettings {
  return {
    ...(headers === undefined ? {} : { headers: { ...headers } }),
    ...(timeoutMillis === undefined ? {} : { timeoutMillis }),
    ...(compression === undefined ? {} : { compression: compression as NonNullable<OtlpSettings['compression']> }),
  };
}
