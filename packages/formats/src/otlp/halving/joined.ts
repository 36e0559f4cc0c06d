import type { EncodedRequest } from './halves.js';

/**
 * Requests of one signal in protobuf as one, in their order: messages of one type that stand one behind the other are one
 * message, whose lists are theirs joined. Requests in JSON cannot be joined like that.
 * @see https://protobuf.dev/programming-guides/encoding/#last-one-wins
 */
export function joined(requests: readonly EncodedRequest[]): EncodedRequest {
  const items = requests.reduce((sum, request) => sum + request.items, 0);
  return { bytes: Buffer.concat(requests.map(({ bytes }) => bytes)), items };
}
