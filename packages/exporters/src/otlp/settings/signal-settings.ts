import { type Declaration, LONGEST_TIMER_MS, oneOfNames, type Rule, shown } from '@portcall/core/internal';
import { type Destination, destinationOf } from '../destination.js';
import type { OtlpOptions } from '../otlp-settings.js';
import { type Protocol, protocolOf } from '../protocol.js';
import type { Signal } from '../signal.js';
import { headersOf } from './headers.js';
import { signalVariables, variableOf } from './signal-variable.js';
import { type Tls, tlsOf } from './tls.js';

/** Everything that a sender of one signal needs. */
export interface SignalSettings {
  readonly destination: Destination;
  readonly protocol: Protocol;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  readonly compression: Compression;
  readonly tls: Tls;
}

export type Compression = 'gzip' | 'none';

/**
 * The settings of one signal: its options, else its own variables, else the general ones, else the defaults. A variable that
 * cannot work is reported once and passed over; nothing here throws for checked options.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options
 */
export function otlpSettingsOf(signal: Signal, options: OtlpOptions): SignalSettings {
  const protocol = protocolOf(signal, options.protocol);
  return {
    destination: destinationOf(signal, options.url, protocol),
    protocol,
    headers: headersOf(signal, options.headers),
    timeoutMillis: options.timeoutMillis ?? variableOf(signal, 'TIMEOUT', TIMEOUT, 10_000).value,
    compression: options.compression ?? variableOf(signal, 'COMPRESSION', COMPRESSION, 'none').value,
    tls: tlsOf(signal, options.tls),
  };
}

const TIMEOUT: Rule<number> = {
  kind: 'milliseconds, more than 0',
  read: (text) => {
    const millis = Number(text);
    return millis > 0 && millis <= LONGEST_TIMER_MS ? millis : undefined;
  },
  refusal: (text) => `${shown(text)} cannot be a timeout in milliseconds`,
  fix: `write a number from 1 to ${LONGEST_TIMER_MS}`,
};

const COMPRESSION = oneOfNames<Compression>(['gzip', 'none'], 'compression');

export const REQUEST_VARIABLES: readonly Declaration[] = [
  ...signalVariables('TIMEOUT', {
    kind: TIMEOUT.kind,
    default: '10000',
    does: 'How long one request may take, its answer included; one that fails is sent again',
  }),
  ...signalVariables('COMPRESSION', {
    kind: COMPRESSION.kind,
    default: 'none',
    does: 'Whether requests are compressed',
  }),
];
