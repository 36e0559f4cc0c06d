// The same receiver over gRPC: how it misbehaves with a call. Statuses are those of gRPC, and a Retry-After is a RetryInfo.
import { gunzipSync } from 'node:zlib';
import { partialProtobuf, varint } from './answering.mjs';

const HEAD = { ':status': 200, 'content-type': 'application/grpc' };
const SIGNALS = { TraceService: '/v1/traces', MetricsService: '/v1/metrics' };

/** @returns {{ path: string, body: Buffer }} what was called for as a request over HTTP would have it */
export function messageOf({ ':path': path = '' }, pieces) {
  const framed = Buffer.concat(pieces);
  const [signal] = Object.entries(SIGNALS).find(([service]) => path.includes(service)) ?? [];
  const message = framed.subarray(5);
  return { path: SIGNALS[signal] ?? path, body: framed[0] === 1 ? gunzipSync(message) : message };
}

/** @type {Record<string, (call: any, behaviour: any) => void>} as `ANSWERS` of answering.mjs */
export const CALLS = {
  accept: (call) => succeed(call),

  status({ stream, answered, askForSilence }, { status, retryAfter }) {
    answered(status);
    askForSilence(Number(retryAfter ?? 0) * 1_000);
    end(stream, {
      'grpc-status': String(status),
      'grpc-message': 'an injected fault',
      ...(retryAfter === undefined ? {} : { 'grpc-status-details-bin': retryInfo(status, Number(retryAfter)) }),
    });
  },

  hang: ({ answered }) => answered('hang'),

  reset({ stream, take, answered }, { when }) {
    answered(`reset ${when}`);
    if (when === 'after') take();
    stream.session.destroy();
  },

  partial(call, { rejected, message }) {
    call.read.spans.splice(0, rejected);
    succeed(call, partialProtobuf(rejected, message));
  },
};

function succeed({ stream, take, answered }, message = Buffer.alloc(0)) {
  if (stream.destroyed) return;
  take();
  answered(0);
  end(stream, { 'grpc-status': '0' }, message);
}

function end(stream, trailers, message) {
  stream.respond(HEAD, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  if (message === undefined) return stream.end();
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
}

/** google.rpc.Status { code = 1, details = 3: Any { type_url = 1, value = 2: RetryInfo { retry_delay = 1: { seconds = 1 } } } } */
function retryInfo(status, seconds) {
  const delay = field(1, Buffer.from([8, ...varint(seconds)]));
  const any = Buffer.concat([field(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo')), field(2, delay)]);
  const details = Buffer.concat([Buffer.from([8, ...varint(status)]), field(3, any)]);
  return details.toString('base64').replace(/=+$/, '');
}

function field(number, value) {
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(value.length)]), value]);
}
