import type { ServerHttp2Stream } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { partialAnswer } from '../fault/partial-answer.js';
import type { GrpcBehaviour } from './grpc-behaviour.js';
import { statusWithRetryInfo } from './grpc-messages.js';

/** A call that waits for what becomes of it. */
export interface ReceivedCall {
  readonly stream: ServerHttp2Stream;
  /** Counts its telemetry as accepted. */
  accept(): void;
}

/** Does to a call what was told. */
export function act(behaviour: GrpcBehaviour, call: ReceivedCall): void {
  const does = ACTS[behaviour.kind] as (behaviour: GrpcBehaviour, call: ReceivedCall) => void;
  does(behaviour, call);
}

type Acts = {
  readonly [K in GrpcBehaviour['kind']]: (behaviour: Extract<GrpcBehaviour, { kind: K }>, call: ReceivedCall) => void;
};

const HEAD = { ':status': 200, 'content-type': 'application/grpc' };
const NOTHING = Buffer.alloc(0);

const ACTS: Acts = {
  accept: (_, call) => succeed(call),
  slow: ({ afterMs }, call) => void setTimeout(() => succeed(call), afterMs),
  status: answerStatus,
  'refuse-unread': ({ status, message }, { stream }) =>
    stream.respond({ ...HEAD, 'grpc-status': String(status), 'grpc-message': message }, { endStream: true }),
  http: ({ status, headers, body }, { stream }) => {
    stream.respond({ ':status': status, ...headers });
    stream.end(body);
  },
  partial({ rejected, message, isCompressed = false }, call) {
    const said = partialAnswer('', false, { rejected, message });
    if (isCompressed) succeed(call, framed(gzipSync(said), 1), { 'grpc-encoding': 'gzip' });
    else succeed(call, framed(said));
  },
  hang: () => {},
  drip({ everyMs }, { stream }) {
    stream.respond(HEAD);
    const timer = setInterval(() => stream.write(Buffer.alloc(1)), everyMs);
    stream.once('close', () => clearInterval(timer));
  },
  'without-status'({ kind: _ }, { stream, accept }) {
    accept();
    stream.respond(HEAD);
    stream.end(framed(NOTHING));
  },
  huge: ({ bytes }, call) => succeed(call, framed(Buffer.alloc(bytes, 0xff))),
  garbage: (_, call) => succeed(call, Buffer.from([0x07, 0xff, 0xff, 0xff, 0xff, 0x80])),
  'go-away'(_, { stream }) {
    // The last stream that was taken is the one before.
    stream.session?.goaway(0, Math.max(0, (stream.id ?? 0) - 2));
    stream.close(REFUSED_STREAM);
  },
  'accept-and-go-away'(_, call) {
    call.stream.session?.goaway(0);
    succeed(call);
  },
  'reset-stream': ({ code }, { stream }) => stream.close(code),
  close: (_, { stream }) => stream.session?.destroy(),
  'close-after'(_, call) {
    const { session } = call.stream;
    call.stream.once('close', () => setTimeout(() => session?.destroy(), 20));
    succeed(call);
  },
};

const REFUSED_STREAM = 7;

function succeed({ stream, accept }: ReceivedCall, answer = framed(NOTHING), more = {}): void {
  if (stream.destroyed) return;
  accept();
  stream.respond({ ...HEAD, ...more }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(answer);
}

function answerStatus(behaviour: Extract<GrpcBehaviour, { kind: 'status' }>, { stream }: ReceivedCall): void {
  const { status, message, retryDelayMillis, isTrailersOnly = false } = behaviour;
  const details = behaviour.details ?? detailsOf(status, retryDelayMillis);
  const said = {
    'grpc-status': String(status),
    ...(message === undefined ? {} : { 'grpc-message': message }),
    ...(details === undefined ? {} : { 'grpc-status-details-bin': details }),
  };
  if (isTrailersOnly) {
    stream.respond({ ...HEAD, ...said }, { endStream: true });
    return;
  }
  stream.respond(HEAD, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(said));
  stream.end();
}

/** In base64 without padding, as most servers write it. */
function detailsOf(status: number, retryDelayMillis: number | undefined): string | undefined {
  if (retryDelayMillis === undefined) return undefined;
  return statusWithRetryInfo(status, retryDelayMillis).toString('base64').replace(/=+$/, '');
}

function framed(message: Buffer, flag = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
