import { environment, listed, shown } from '@portcall/core/internal';
import type { Finding } from '../finding.js';
import { type Destination, type Protocol, shownUrl } from './destination.js';
import { exportersOf, isDisabled, type Signal } from './exporter-findings.js';
import { headersOf } from './headers.js';
import { tlsOf } from './tls-files.js';

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
  const protocol = settingOf(signal, 'PROTOCOL');
  const name = protocol.value ?? 'http/protobuf';
  if (!isProtocol(name)) return { destinations: [], findings: [unknownProtocol(protocol.variable, name)] };
  const { headers, findings: inHeaders } = headersOf(settingsOf(signal, 'HEADERS'));
  const { tls, findings: inFiles } = tlsOf((file) => settingOf(signal, file));
  const endpoint = settingOf(signal, 'ENDPOINT');
  const url = urlOf(endpoint.value ?? (name === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318'));
  if (url === undefined) {
    return { destinations: [], findings: [notAUrl(endpoint.variable, name), ...inHeaders, ...inFiles] };
  }
  const isGeneral = endpoint.variable === 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const target = name === 'grpc' || !isGeneral ? url : withPath(url, signal);
  return {
    destinations: [{ signal, url: target, protocol: name, setting: endpoint.variable, headers, tls }],
    findings: [
      ...(isGeneral && name !== 'grpc' && /\/v1\/(traces|metrics)\/?$/.test(url.pathname)
        ? [pathTwice(endpoint.variable, url)]
        : []),
      ...inHeaders,
      ...inFiles,
    ],
  };
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

function isProtocol(name: string): name is Protocol {
  return (PROTOCOLS as readonly string[]).includes(name);
}

function urlOf(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

export function withPath(base: URL, signal: Signal): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal === 'spans' ? 'traces' : 'metrics'}`;
  return url;
}

function unknownProtocol(variable: string, name: string): Finding {
  return {
    id: 'protocol.unknown',
    severity: 'loss',
    what: `${variable} is ${shown(name)}`,
    cause: 'OTLP has no protocol of that name',
    fix: `use one of ${listed(PROTOCOLS)}`,
  };
}

/** What stands there is not shown: it may be a key. */
function notAUrl(variable: string, protocol: Protocol): Finding {
  return {
    id: 'endpoint.not_a_url',
    severity: 'loss',
    what: `${variable} is not an HTTP URL`,
    cause: 'it does not begin with http:// or https://, or has no host',
    fix: `write it like http://localhost:${protocol === 'grpc' ? 4317 : 4318}`,
  };
}

function pathTwice(variable: string, url: URL): Finding {
  return {
    id: 'endpoint.path_twice',
    severity: 'loss',
    what: `${variable} ends in the path of one signal (${shownUrl(url)})`,
    cause: 'the path of each signal is appended to it, so that it is there twice',
    fix: `write ${url.origin}${url.pathname.replace(/\/v1\/(traces|metrics)\/?$/, '')}`,
  };
}
