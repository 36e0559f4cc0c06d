import type { Attributes } from '@opentelemetry/api';
import { type Message, messagesOf, messagesText, partsOf } from './messages.js';

/** What a model is given, as somebody else calls it. */
export interface Input {
  readonly messages?: unknown;
  readonly instructions?: unknown;
}

export function inputAttributes({ messages, instructions }: Input): Attributes {
  return present({
    'gen_ai.input.messages': messagesText(messagesOf(messages)),
    'gen_ai.system_instructions': messagesText(partsOf(instructions)),
  });
}

export function outputAttributes(messages: readonly Message[]): Attributes {
  return present({ 'gen_ai.output.messages': messagesText(messages) });
}

function present(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
