import { turn } from '@portcall/core/internal';
import type { MetricsRequest } from '@portcall/formats';
import type { MetricsStep } from '@portcall/formats/internal';

/** A request to be sent: as it is written, or kept from before. */
export type SentRequest = MetricsRequest & Partial<NonNullable<MetricsStep>>;

/** What is written, with a turn for everything else in the process wherever it is not a whole request yet. */
export async function* inTurns(steps: Iterable<SentRequest | undefined>): AsyncGenerator<SentRequest, void> {
  for (const request of steps) {
    if (request === undefined) await turn();
    else yield request;
  }
}

/** Writes all that is left, to be sent another time. */
export async function allOf(requests: AsyncIterator<SentRequest, void>): Promise<readonly MetricsRequest[]> {
  const all: MetricsRequest[] = [];
  for (let next = await requests.next(); next.done !== true; next = await requests.next()) {
    next.value.keep?.();
    all.push(keptOf(next.value));
  }
  return all;
}

/** Without the encoding that has written it. */
export function keptOf({ bytes, points }: SentRequest): MetricsRequest {
  return { bytes, points };
}
