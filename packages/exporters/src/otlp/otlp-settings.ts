import {
  checkedCount,
  checkedMilliseconds,
  checkedOneOf,
  checkedText,
  checkOptions,
  isPlainObject,
  shown,
} from '@portcall/core/internal';
import { checkBase } from './destination.js';
import { PROTOCOLS, type Protocol } from './protocol.js';
import { isName, isValue } from './settings/headers.js';
import { checkTls, type TlsOptions } from './settings/tls.js';

export interface OtlpOptions {
  /**
   * Base URL of the receiver; over HTTP `/v1/metrics` and `/v1/traces` are appended. A user and a password in it are sent and
   * never printed.
   * @default OTEL_EXPORTER_OTLP_ENDPOINT and its kin, else http://localhost:4318, and of gRPC http://localhost:4317
   */
  readonly url?: string;
  /** @default OTEL_EXPORTER_OTLP_PROTOCOL and its kin, else 'http/protobuf' */
  readonly protocol?: 'http/protobuf' | 'http/json' | 'grpc';
  /** Sent with every request, beside those of OTEL_EXPORTER_OTLP_HEADERS and its kin. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds one request may take, its answer included; one that fails is sent again. @default OTEL_EXPORTER_OTLP_TIMEOUT and its kin, else 10000 */
  readonly timeoutMillis?: number;
  /** @default OTEL_EXPORTER_OTLP_COMPRESSION and its kin, else 'none' */
  readonly compression?: 'gzip' | 'none';
  /** For `https://` receivers. @default OTEL_EXPORTER_OTLP_CERTIFICATE and its kin */
  readonly tls?: TlsOptions;
  /** Bytes of encoded requests that may wait in memory, for metrics and for spans each. @default 32 MiB */
  readonly maxQueueBytes?: number;
  /**
   * Keeps on disk what memory has no room for and what is not delivered when the process ends, however it ends; the next
   * process that is given the same folder delivers it.
   * @default none
   */
  readonly spool?: SpoolOptions;
}

/** A folder for one receiver; processes may share it. */
export interface SpoolOptions {
  readonly dir: string;
  /** What may be in it. @default 256 MiB */
  readonly maxBytes?: number;
}

const OPTIONS: Readonly<Record<keyof OtlpOptions, true>> = {
  url: true,
  protocol: true,
  headers: true,
  timeoutMillis: true,
  compression: true,
  tls: true,
  maxQueueBytes: true,
  spool: true,
};

const SPOOL_OPTIONS: Readonly<Record<keyof SpoolOptions, true>> = { dir: true, maxBytes: true };

/** @throws Error naming the option that cannot work, and what to give */
export function checkOtlpOptions(options: OtlpOptions): void {
  checkOptions(options, OPTIONS, 'otlp()');
  const { url, protocol, headers, timeoutMillis, compression, tls, maxQueueBytes, spool } = options;
  if (protocol !== undefined) checkedOneOf<Protocol>(protocol, PROTOCOLS, 'otlp({ protocol })');
  if (url !== undefined) checkBase(url, protocol);
  if (headers !== undefined) checkHeaders(headers);
  if (timeoutMillis !== undefined) checkedMilliseconds(timeoutMillis, 'otlp({ timeoutMillis })');
  if (compression !== undefined) checkedOneOf(compression, ['gzip', 'none'], 'otlp({ compression })');
  if (tls !== undefined) checkTls(tls);
  if (maxQueueBytes !== undefined)
    checkedCount(maxQueueBytes, 'otlp({ maxQueueBytes })', 'give how many bytes may wait in memory');
  if (spool !== undefined) checkSpool(spool);
}

function checkSpool(spool: SpoolOptions): void {
  checkOptions(spool, SPOOL_OPTIONS, 'otlp({ spool })');
  if (checkedText(spool.dir, 'otlp({ spool.dir })', 'give the path of a folder') === '')
    throw new Error('otlp({ spool.dir }): "" is not a path; give the path of a folder');
  if (spool.maxBytes !== undefined)
    checkedCount(spool.maxBytes, 'otlp({ spool.maxBytes })', 'give how many bytes the folder may hold');
}

/** The message shows no value of a header: it may be a key. */
function checkHeaders(headers: unknown): void {
  if (!isPlainObject(headers))
    throw new Error(`otlp({ headers }): ${shown(headers)} is not a plain object; write { authorization: "Bearer …" }`);
  for (const [name, value] of Object.entries(headers)) {
    const header = shown(name);
    if (!isName(name))
      throw new Error(
        `otlp({ headers }): the header ${header} is not a name that HTTP allows; use letters, digits and hyphens`,
      );
    if (typeof value !== 'string')
      throw new Error(
        `otlp({ headers }): the header ${header} is ${shown(value)} and not a text; write its value as a text`,
      );
    if (!isValue(name, value))
      throw new Error(
        `otlp({ headers }): the header ${header} holds a line feed or another character that HTTP does not allow; remove it (a text read from a file ends in a line feed)`,
      );
  }
}
