import { environment, listed, saidAt } from '@portcall/core/internal';
import type { Finding } from '../finding.js';
import { type Destination, type Protocol, shownUrl } from './destination.js';
import { exportersOf, isDisabled, type Signal } from './exporter-findings.js';
import { headersOf } from './headers.js';
import { tlsOf } from './tls-files.js';
import { isInFile } from './undone.js';

/** Where the environment sends telemetry by OTLP, and what is wrong with what it says of that. */
export interface Destinations {
  readonly destinations: readonly Destination[];
  readonly findings: readonly Finding[];
}

const PROTOCOLS: readonly Protocol[] = ['http/protobuf', 'http/json', 'grpc'];

/**
 * What the environment says of each signal that it exports by OTLP.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function destinationsOf(signals: readonly Signal[] = exportedByOtlp()): Destinations {
  const each = signals.map(destinationOf);
  return {
    destinations: each.flatMap(({ destinations }) => destinations),
    findings: each.flatMap(({ findings }) => findings),
  };
}

function exportedByOtlp(): readonly Signal[] {
  return isDisabled() ? [] : (['spans', 'metrics'] as const).filter((signal) => exportersOf(signal).includes('otlp'));
}

function destinationOf(signal: Signal): Destinations {
  const protocol = foundOf(signal, 'PROTOCOL', protocolOf, 'http/protobuf');
  const read = (text: string): URL | undefined => urlOf(text, protocol.value, signal);
  const endpoint = foundOf(signal, 'ENDPOINT', read, defaultUrl(protocol.value));
  const { headers, findings: inHeaders } = headersOf(settingsOf(signal, 'HEADERS'));
  const { tls, findings: inFiles } = tlsOf((file) => settingOf(signal, file));
  const isBase = (endpoint.isDefault || endpoint.variable === GENERAL) && protocol.value !== 'grpc';
  const url = isBase ? withPath(endpoint.value, signal) : endpoint.value;
  return {
    destinations: [{ signal, url, protocol: protocol.value, setting: saidAt(endpoint.variable), headers, tls }],
    findings: [
      ...protocol.refused.map((variable) => unknownProtocol(variable, protocol.value)),
      ...endpoint.refused.map((variable) => notAUrl(variable, endpoint.value)),
      ...(isBase && SIGNAL_PATH.test(endpoint.value.pathname) ? [pathTwice(endpoint.variable, endpoint.value)] : []),
      ...inHeaders,
      ...inFiles,
    ],
  };
}

const GENERAL = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const SIGNAL_PATH = /\/v1\/(traces|metrics)\/?$/;

interface Found<T> {
  readonly value: T;
  readonly isDefault: boolean;
  /** The variable that says it; the general one where none does. */
  readonly variable: string;
  /** Variables that say what cannot be used, and are passed over. */
  readonly refused: readonly string[];
}

function foundOf<T>(signal: Signal, what: string, read: (text: string) => T | undefined, otherwise: T): Found<T> {
  const refused: string[] = [];
  for (const { variable, value: text } of settingsOf(signal, what)) {
    if (text === undefined) continue;
    const value = read(text);
    if (value !== undefined) return { value, isDefault: false, variable, refused };
    refused.push(variable);
  }
  return { value: otherwise, isDefault: true, variable: defaultOf(signal, what), refused };
}

/** Who would say it: a configuration file knows no general settings. */
function defaultOf(signal: Signal, what: string): string {
  const [own, general] = settingsOf(signal, what);
  return isInFile(own.variable) ? own.variable : general.variable;
}

/** The signal's own variable, else the general one. */
function settingOf(signal: Signal, what: string): { readonly variable: string; readonly value: string | undefined } {
  const [own, general] = settingsOf(signal, what);
  return own.value === undefined ? general : own;
}

function settingsOf(signal: Signal, what: string) {
  const own = `OTEL_EXPORTER_OTLP_${signal === 'spans' ? 'TRACES' : 'METRICS'}_${what}`;
  const general = `OTEL_EXPORTER_OTLP_${what}`;
  return [
    { variable: own, value: environment(own) },
    { variable: general, value: environment(general) },
  ] as const;
}

function protocolOf(text: string): Protocol | undefined {
  return PROTOCOLS.find((protocol) => protocol === text.toLowerCase());
}

function defaultUrl(protocol: Protocol): URL {
  return new URL(protocol === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318');
}

const HOST_AND_PORT = /^(?:\[[0-9a-f:.]+\]|[^\s/:@?#[\]]+)(:\d+)?$/i;

/** Of gRPC alone a host and a port are an endpoint, with TLS unless a variable says otherwise. */
function urlOf(text: string, protocol: Protocol, signal: Signal): URL | undefined {
  const plain = protocol === 'grpc' ? HOST_AND_PORT.exec(text) : null;
  const scheme = settingOf(signal, 'INSECURE').value?.toLowerCase() === 'true' ? 'http://' : 'https://';
  const whole = plain === null ? text : `${scheme}${text}${plain[1] === undefined ? ':4317' : ''}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

function withPath(base: URL, signal: Signal): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal === 'spans' ? 'traces' : 'metrics'}`;
  return url;
}

/** What stands there is not shown, as below: it may be a key. */
function unknownProtocol(variable: string, used: Protocol): Finding {
  return {
    id: 'protocol.unknown',
    severity: 'warning',
    what: `${saidAt(variable)} names no protocol of OTLP`,
    cause: `it is passed over, and ${used} is used`,
    fix: `use one of ${listed(PROTOCOLS)}`,
  };
}

function notAUrl(variable: string, used: URL): Finding {
  return {
    id: 'endpoint.not_a_url',
    severity: 'loss',
    what: `${saidAt(variable)} is not an HTTP URL`,
    cause: `it does not begin with http:// or https://, or has no host; it is passed over, and ${shownUrl(used)} is used`,
    fix: 'write it like http://localhost:4318',
  };
}

function pathTwice(variable: string, url: URL): Finding {
  return {
    id: 'endpoint.path_twice',
    severity: 'loss',
    what: `${saidAt(variable)} ends in the path of one signal (${shownUrl(url)})`,
    cause: 'the path of each signal is appended to it, so that it is there twice',
    fix: `write ${url.origin}${url.pathname.replace(SIGNAL_PATH, '')}`,
  };
}
