import { type Rule, shown } from '@portcall/core/internal';
import type { Protocol } from './protocol.js';
import { defaultUrl, endpointFault, endpointFix, endpointUrl } from './settings/endpoint-url.js';
import { variableOf, variablesOf } from './settings/signal-variable.js';
import { shownUrl } from './shown-url.js';
import type { Signal } from './signal.js';

/** Where a signal goes. */
export interface Destination {
  readonly signal: Signal;
  readonly protocol: Protocol;
  readonly url: URL;
  /** The URL as it may be printed. */
  readonly shown: string;
  /** The option or the variable it is from. */
  readonly setting: string;
}

const OPTION = 'otlp({ url })';

/**
 * Where a signal goes: the option, else the signal's own variable, else the general one. Over HTTP the signal's path is
 * appended to all but its own variable. A variable that holds no endpoint is reported and passed over.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
 */
export function destinationOf(signal: Signal, option: string | undefined, protocol: Protocol): Destination {
  const to = (setting: string, url: URL): Destination => ({
    signal,
    protocol,
    url,
    shown: shownUrl(url.href),
    setting,
  });
  const withPath = (base: URL): URL => (protocol === 'grpc' ? base : withPathOf(signal, base));
  if (option !== undefined) return to(OPTION, withPath(checkedUrl(signal, option, protocol)));
  const [own] = variablesOf(signal, 'ENDPOINT');
  const rule: Rule<URL> = {
    kind: 'URL',
    read: (text: string, variable: string) => {
      const url = endpointUrl(text, protocol, signal);
      return url === undefined || variable === own ? url : withPath(url);
    },
    refusal: endpointFault,
    shown: (url: URL) => shownUrl(url.href),
    fix: endpointFix(protocol),
  };
  const { variable, value } = variableOf(signal, 'ENDPOINT', rule, withPath(defaultUrl(protocol)));
  return to(variable, value);
}

/** @throws Error for what is not an HTTP URL, and for one that ends in the path that is appended */
export function checkBase(option: string, protocol: Protocol = 'http/protobuf'): void {
  const url = checkedUrl('traces', option, protocol);
  const [path, before] = /^(.*)\/v1\/(?:traces|metrics)\/?$/.exec(url.pathname) ?? [];
  if (path === undefined) return;
  throw new Error(
    `${OPTION}: ${shown(shownUrl(option))} ends in the path that is appended; write ${url.origin}${before}`,
  );
}

function checkedUrl(signal: Signal, given: string, protocol: Protocol): URL {
  const url = endpointUrl(given, protocol, signal);
  if (url !== undefined) return url;
  throw new Error(`${OPTION}: ${endpointFault(given)}; ${endpointFix(protocol)}`);
}

function withPathOf(signal: Signal, base: URL): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`;
  return url;
}
