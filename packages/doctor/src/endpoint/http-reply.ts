import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { failureOf } from '@portcall/core/internal';
import type { Destination } from '../environment/destination.js';
import { clockOf, PATIENCE_MS, type Reply } from './reply.js';

// Some receivers want the list in JSON, where no message has to have one.
const EMPTY_LISTS = { spans: '{"resourceSpans":[]}', metrics: '{"resourceMetrics":[]}' } as const;

/** Sends an empty request over HTTP, and reads the answer. Never rejects. */
export async function httpReply({ url, signal, protocol, headers, tls }: Destination): Promise<Reply> {
  const isJson = protocol === 'http/json';
  const type = isJson ? 'application/json' : 'application/x-protobuf';
  const empty = isJson ? EMPTY_LISTS[signal] : '';
  const sentAt = Date.now();
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const options = {
      method: 'POST',
      agent: false,
      signal: patience,
      headers: { ...headers, 'content-type': type, 'content-length': empty.length },
      ...tls,
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = url.protocol === 'https:' ? requestTls(url, options) : requestPlain(url, options);
      request.once('response', resolve).once('error', reject).end(empty);
    });
    const answeredAt = Date.now();
    const body = await beginningOf(response);
    const { statusCode: status = 0, headers: answered } = response;
    const clock = clockOf(answered.date, sentAt, answeredAt);
    return { kind: 'answered', status, contentType: answered['content-type'] ?? '', body, clock };
  } catch (thrown) {
    return { kind: 'failed', code: patience.aborted ? 'TIMEOUT' : failureOf(thrown).code };
  }
}

const LONGEST_BODY = 64 * 1_024;

async function beginningOf(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of response.setEncoding('latin1')) {
    body += chunk as string;
    if (body.length > LONGEST_BODY) break;
  }
  return body;
}
