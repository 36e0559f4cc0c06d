import { boundedWait } from '../http/retry-after.js';
import { bytesOf, fieldsOf, numberOf } from './protobuf-fields.js';

const RETRY_INFO = 'google.rpc.RetryInfo';

/** What a status says in words. Where it is not encoded as it should be, it stays as it came. */
export function decodedMessage(encoded: string): string {
  return encoded.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

/**
 * Milliseconds until which a receiver wants no request, of the `google.rpc.RetryInfo` in a `google.rpc.Status`.
 * @param header of grpc-status-details-bin, in base64
 * @returns undefined where it says nothing of it, or cannot be read
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
 */
export function retryDelayMillis(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  try {
    const status = fieldsOf(Buffer.from(header.split(',', 1)[0]!, 'base64'));
    const infos = status.filter(({ number }) => number === 3).map(({ value }) => fieldsOf(bytesOf(value)));
    const info = infos.find((any) => any.some((field) => field.number === 1 && isRetryInfo(bytesOf(field.value))));
    if (info === undefined) return undefined;
    return delayOf(bytesOf(info.find(({ number }) => number === 2)?.value));
  } catch {
    return undefined;
  }
}

function isRetryInfo(typeUrl: Uint8Array): boolean {
  return Buffer.from(typeUrl).toString().split('/').at(-1) === RETRY_INFO;
}

/** RetryInfo { Duration retry_delay = 1 { int64 seconds = 1; int32 nanos = 2 } } */
function delayOf(info: Uint8Array): number {
  const duration = fieldsOf(bytesOf(fieldsOf(info).find(({ number }) => number === 1)?.value));
  const part = (wanted: number) => numberOf(duration.find(({ number }) => number === wanted)?.value);
  return boundedWait(part(1) * 1_000 + part(2) / 1_000_000);
}
