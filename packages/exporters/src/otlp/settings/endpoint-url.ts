import { type Declaration, shown, trueOrFalse } from '@portcall/core/internal';
import type { Protocol } from '../protocol.js';
import { shownUrl } from '../shown-url.js';
import type { Signal } from '../signal.js';
import { signalVariables, variableOf } from './signal-variable.js';

/** The receiver on this machine, where nothing else is said. */
export function defaultUrl(protocol: Protocol): URL {
  return new URL(protocol === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318');
}

/** Reads an endpoint; undefined for what is not one. `host:port` is one of gRPC only. */
export function endpointUrl(text: unknown, protocol: Protocol, signal: Signal): URL | undefined {
  if (typeof text !== 'string') return undefined;
  const url = protocol === 'grpc' ? grpcUrl(text, signal) : parsed(text);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/** What an endpoint that is not one is called. It shows no user, password and query. */
export function endpointFault(given: unknown): string {
  return `${shown(typeof given === 'string' ? shownUrl(given) : given)} is not an HTTP URL`;
}

export function endpointFix(protocol: Protocol): string {
  return `write it like ${defaultUrl(protocol).origin}`;
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

const HOST_AND_PORT = /^(?:\[[0-9a-f:.]+\]|[^\s/:@?#[\]]+)(?<port>:\d+)?$/i;

/** A method of gRPC has a path of its own, so that the endpoint's is not used. */
function grpcUrl(text: string, signal: Signal): URL | undefined {
  const plain = HOST_AND_PORT.exec(text);
  const url = parsed(
    plain === null ? text : `${schemeOf(signal)}${text}${plain.groups?.['port'] === undefined ? ':4317' : ''}`,
  );
  if (url !== undefined) url.pathname = '/';
  return url;
}

/** Said by a scheme where there is one, and else by a variable. */
function schemeOf(signal: Signal): string {
  return variableOf(signal, 'INSECURE', INSECURE, false).value ? 'http://' : 'https://';
}

const INSECURE = trueOrFalse();

export const ENDPOINT_VARIABLES: readonly Declaration[] = [
  ...signalVariables('ENDPOINT', {
    kind: 'URL; of gRPC also host:port',
    default: 'http://localhost:4318, of gRPC http://localhost:4317',
    does: 'Where requests go; over HTTP the path of the signal is appended to it, and not to that of one signal',
  }),
  ...signalVariables('INSECURE', {
    kind: INSECURE.kind,
    default: 'false',
    does: 'Whether gRPC goes without TLS to an endpoint without a scheme',
  }),
];
