import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { failureOf } from '@portcall/core/internal';
import type { Destination } from '../environment/destination.js';
import { clockOf, PATIENCE_MS, type Reply } from './reply.js';

const METHODS = {
  spans: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
} as const;

// One message, not compressed, of no bytes.
const EMPTY = Buffer.alloc(5);

/** Calls the receiver by gRPC with an empty request, and reads its status. Never rejects. */
export async function grpcReply({ url, signal, headers, tls }: Destination): Promise<Reply> {
  const sentAt = Date.now();
  const session = connect(url.origin, tls);
  const patience = setTimeout(() => session.destroy(new Error(TIMEOUT)), PATIENCE_MS);
  try {
    const said = await answerOf(session, { ...headers, ':path': METHODS[signal] });
    const grpcStatus = said['grpc-status'] === undefined ? undefined : Number(said['grpc-status']);
    return {
      kind: 'answered',
      status: said[':status'] ?? 0,
      grpcStatus,
      contentType: said['content-type'] ?? '',
      body: '',
      clock: clockOf(said.date, sentAt, Date.now()),
    };
  } catch (thrown) {
    const { code, message } = failureOf(thrown);
    return { kind: 'failed', code: message === TIMEOUT ? TIMEOUT : code };
  } finally {
    clearTimeout(patience);
    session.destroy();
  }
}

const TIMEOUT = 'TIMEOUT';

type Said = IncomingHttpHeaders & { readonly ':status'?: number | undefined };

/** The headers and the trailers of the answer as one. */
function answerOf(session: ClientHttp2Session, headers: Readonly<Record<string, string>>): Promise<Said> {
  return new Promise((resolve, reject) => {
    let said: Said = {};
    session.once('error', reject);
    const stream = session.request({
      ':method': 'POST',
      ...headers,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('response', (given) => {
      said = { ...said, ...given };
    });
    stream.on('trailers', (given: Said) => {
      said = { ...said, ...given };
    });
    stream.once('error', reject);
    stream.once('close', () => resolve(said));
    stream.resume().end(EMPTY);
  });
}
