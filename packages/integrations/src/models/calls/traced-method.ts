import { context } from '@opentelemetry/api';
import { safely } from '@portcall/core/internal';
import type { GenAiMetrics } from '@portcall/ports';
import type { AnyFunction } from '@portcall/trace';
import { firstSight, replaceMethod } from '../../measuring/patch.js';
import type { Reading } from '../answers/answer.js';
import { inputAttributes, outputAttributes } from '../content/content-attributes.js';
import { partsOf } from '../content/messages.js';
import { followRequest } from './api-promise.js';
import { countStream, isLibraryStream } from './counted-stream.js';
import { requestParameters } from './request-parameters.js';
import { RunningModelCall } from './running-model-call.js';
import type { Server } from './server.js';

/** Whose requests are traced, and where what is seen of them goes. */
export interface TracedClient {
  readonly server: Server;
  readonly provider: string;
  readonly metrics: () => GenAiMetrics;
  readonly messageContent: boolean;
}

/** What a method does to requests of its own, so that more can be known of them. */
export interface Asking {
  /** The body that is sent instead. */
  readonly asked: (body: object) => object;
  /** What the reader is shown of a chunk. */
  readonly shown: (chunk: unknown) => unknown;
}

/** Makes every request of a resource's `create()` one of a model. A resource that the client lacks is left out. */
export function traceCreate(
  resource: object | undefined,
  reading: Reading,
  client: TracedClient,
  asking: (body: unknown) => Asking | undefined = () => undefined,
): void {
  if (resource === undefined || !firstSight(resource)) return;
  replaceMethod(resource, 'create', (create) => (body: unknown, ...others: unknown[]): unknown => {
    const ask = asking(body);
    const args = [ask === undefined ? body : ask.asked(body as object), ...others];
    const call = safely('call.integration', `${reading.operation} of a language model`, () =>
      opened(body, reading, client),
    );
    if (call === undefined) return Reflect.apply(create, resource, args);
    return requested(call, create, resource, args, (answer) => {
      safely('call.integration', `${reading.operation} of a language model`, () => {
        read(answer, call, reading, client, ask);
      });
    });
  });
}

function opened(body: unknown, reading: Reading, client: TracedClient): RunningModelCall {
  const given = (body ?? {}) as Readonly<Record<string, unknown>>;
  const request = {
    operation: reading.operation,
    provider: client.provider,
    requestModel: typeof given['model'] === 'string' ? given['model'] : undefined,
    serverAddress: client.server.address,
    serverPort: client.server.port,
  };
  const call = new RunningModelCall(client.metrics(), request);
  if (!call.isRecording) return call;
  call.attributes(requestParameters(given));
  if (client.messageContent) call.attributes(inputAttributes(reading.input(given as never)));
  return call;
}

function requested(
  call: RunningModelCall,
  create: AnyFunction,
  resource: object,
  args: readonly unknown[],
  answered: (answer: unknown) => void,
): unknown {
  let given: unknown;
  try {
    given = context.with(call.context, () => Reflect.apply(create, resource, args) as unknown);
  } catch (error) {
    call.failed(error);
    throw error;
  }
  return followRequest(given, call, answered);
}

function read(
  answer: unknown,
  call: RunningModelCall,
  reading: Reading,
  client: TracedClient,
  ask: Asking | undefined,
): void {
  const shows = client.messageContent && call.isRecording;
  if (isLibraryStream(answer)) {
    const wrote = (text: string): void => {
      call.attributes(outputAttributes([{ role: 'assistant', parts: partsOf(text) }]));
    };
    countStream(answer, { call, reading, wrote: shows ? wrote : undefined, ...(ask === undefined ? {} : ask) });
    return;
  }
  if (typeof answer === 'object' && answer !== null) {
    call.knows(reading.answer(answer as never));
    if (shows) call.attributes(outputAttributes(reading.output(answer as never)));
  }
  call.succeeded();
}
