import { type Destination, shownUrl } from '../environment/destination.js';
import type { Finding } from '../finding.js';
import { faultOf } from './answer-findings.js';
import { type ConnectionFailure, connectionFailure } from './connection-failures.js';
import { grpcReply } from './grpc-reply.js';
import { httpReply } from './http-reply.js';
import { GRPC_PORT, HTTP_PORT, TLS_PORT } from './port-mistakes.js';
import type { Answered } from './reply.js';
import { type Spoken, spokenAt } from './spoken.js';

/**
 * Sends an empty request to every destination, which is what a receiver of OTLP takes and makes nothing of, and says what is
 * wrong with what it answers. Takes 5 seconds for a destination at most, and somewhat more where it is no receiver of OTLP.
 * Never rejects.
 */
export async function endpointFindings(destinations: readonly Destination[]): Promise<readonly Finding[]> {
  return (await Promise.all(destinations.map(findingsOf))).flat();
}

async function findingsOf(destination: Destination): Promise<readonly Finding[]> {
  const reply = await (destination.protocol === 'grpc' ? grpcReply : httpReply)(destination);
  if (reply.kind === 'answered') return [...answered(reply, destination), ...clockFindings(reply, destination)];
  const known = connectionFailure(reply.code);
  const { id, cause, fix } = known ?? misunderstood(await spokenAt(destination.url), destination);
  return [{ id, severity: 'loss', what: `${originOf(destination)} cannot be reached (${reply.code})`, cause, fix }];
}

function answered(answer: Answered, destination: Destination): readonly Finding[] {
  const fault = faultOf(answer, destination);
  if (fault === undefined) return [];
  const { id, severity, cause, fix } = fault;
  return [{ id, severity, what: `${nameOf(destination)} answers ${statusOf(answer, destination)}`, cause, fix }];
}

function statusOf({ status, grpcStatus, contentType }: Answered, { protocol }: Destination): string {
  if (protocol === 'grpc' && grpcStatus !== undefined) return `gRPC status ${grpcStatus}`;
  const [type = ''] = SHOWN_TYPES.exec(contentType) ?? [];
  return `${status}${type === '' ? '' : ` with ${type}`}`;
}

/** No other type is shown: a receiver may say anything. */
const SHOWN_TYPES = /^(text\/(html|plain)|application\/(json|x-protobuf|grpc))\b/;

function misunderstood(spoken: Spoken | undefined, { url, protocol }: Destination): ConnectionFailure {
  if (spoken === 'tls' && url.protocol === 'http:') return TLS_PORT;
  if (spoken === 'grpc' && protocol !== 'grpc') return GRPC_PORT;
  if (spoken === 'http' && protocol === 'grpc') return HTTP_PORT;
  return NO_OTLP;
}

const NO_OTLP: ConnectionFailure = {
  id: 'endpoint.closes',
  cause: 'what listens there closes the connection, or speaks another language',
  fix: 'correct host and port of the endpoint, and look into the log of what listens there',
};

// Below it nobody refuses or misplaces anything.
const MOST_SKEW_MS = 5_000;

function clockFindings({ clock }: Answered, destination: Destination): readonly Finding[] {
  if (clock === undefined || Math.abs(clock.aheadMillis) - clock.uncertainMillis < MOST_SKEW_MS) return [];
  const seconds = Math.round(Math.abs(clock.aheadMillis) / 1_000);
  return [
    {
      id: 'clock.skew',
      severity: 'warning',
      what: `the clock of this machine is ${seconds} s ${clock.aheadMillis > 0 ? 'behind' : 'ahead of'} that of ${originOf(destination)}`,
      cause: 'one of the two is wrong; receivers refuse or misplace what is too old or in the future',
      fix: 'synchronize both clocks (NTP)',
    },
  ];
}

/** What two signals have in common says the same of both, and is said once. */
function originOf({ url, protocol, setting }: Destination): string {
  return `the receiver ${url.origin} (${protocol}, ${setting})`;
}

function nameOf({ signal, url, protocol, setting }: Destination): string {
  return `the receiver of ${signal} ${shownUrl(url)} (${protocol}, ${setting})`;
}
