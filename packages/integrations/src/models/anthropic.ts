import { checkOptions } from '@portcall/core/internal';
import { checkClient } from '../measuring/checked-client.js';
import { MESSAGES } from './answers/anthropic-messages.js';
import { traceCreate } from './calls/traced-method.js';
import { MODEL_OPTIONS, type ModelClientOptions } from './model-options.js';
import { tracedClient } from './traced-client.js';

export type { ModelClientOptions } from './model-options.js';

/** What is traced of an `Anthropic`, or of a client like it. */
export interface AnthropicLike {
  readonly baseURL?: string;
  readonly messages?: object;
  readonly beta?: { readonly messages?: object };
}

const OPTIONS: Readonly<Record<keyof ModelClientOptions, true>> = { ...MODEL_OPTIONS, provider: true, backend: true };

/**
 * Makes every request of a client for a message a span below the running call, and counts it with its tokens: `create()`, and
 * `stream()`, `parse()` and the tool runner over it. Streams are counted to their end, also by `tee()`. Changes this one object
 * and gives it back; `client.withOptions()` gives another one. The client's own spans, which newer ones make, are left out.
 * @throws Error for unknown options and values, and for what is not such a client
 */
export function tracedAnthropic<C extends AnthropicLike>(client: C, options: ModelClientOptions = {}): C {
  checkOptions(options, OPTIONS, 'tracedAnthropic()');
  checkClient(client, 'tracedAnthropic()', {
    by: ['messages', 'beta'],
    called: 'a client of Anthropic',
    todo: 'give new Anthropic(…)',
  });
  const traced = tracedClient(client.baseURL, options, { what: 'tracedAnthropic()', provider: 'anthropic' });
  leaveOutOwnSpans(client);
  traceCreate(client.messages, MESSAGES, traced);
  traceCreate(client.beta?.messages, MESSAGES, traced);
  return client;
}

/** A request is one span. The tracer of a client that is told to make none is undefined, and that is what it goes by. */
function leaveOutOwnSpans(client: object): void {
  if (Object.hasOwn(client, '_tracer')) Reflect.set(client, '_tracer', undefined);
}
