import { type CallAttributes, type OpenedCall, openCall } from '@portcall/trace';
import { calls, type Place } from '@portcall/trace/internal';
import type { ChannelFamily, FamilyOptions } from '../family.js';
import type { TracingMessage } from '../subscribing/operations.js';
import type { Subscriptions } from '../subscribing/subscriptions.js';

/** Of the document only the text it was parsed from is read, where that is asked for; variables are not. */
interface ExecuteMessage extends TracingMessage {
  readonly operationType?: 'query' | 'mutation' | 'subscription';
  readonly operationName?: string;
  readonly document?: { readonly loc?: { readonly source?: { readonly body?: unknown } } };
}

/**
 * What is executed, and each event of a subscription, is a call, in which resolvers run and what they do is reported. Parsing
 * and validating are not shown, and neither is each field.
 * @see https://github.com/graphql/graphql-js (src/diagnostics.ts)
 */
export const graphql: ChannelFamily<'graphql'> = {
  name: 'graphql',
  subscribe(to, options) {
    executions(to, 'graphql:execute', options);
    executions(to, 'graphql:subscribe', options, 'graphql.subscribe');
    executions(to, 'graphql:execute:rootSelectionSet', options, undefined, isEvent);
  },
};

/** What a subscription executes for an event is told by this channel alone. */
function isEvent({ operationType }: ExecuteMessage): boolean {
  return operationType === 'subscription';
}

function executions(
  to: Subscriptions,
  name: string,
  options: FamilyOptions,
  callName?: string,
  isOne: (message: ExecuteMessage) => boolean = () => true,
): void {
  const running = new WeakMap<ExecuteMessage, OpenedCall>();
  const ended = (message: ExecuteMessage): void => {
    const call = running.get(message);
    if (call === undefined) return;
    running.delete(message);
    if (message.error !== undefined) call.failed(message.error);
    else endedWith(call, message.result);
  };
  to.bind(`tracing:${name}:start`, calls, (message: ExecuteMessage) => {
    const call = isOne(message) ? opened(message, options, callName) : undefined;
    if (call === undefined) return calls.getStore() as Place;
    running.set(message, call);
    return call.call as unknown as Place;
  });
  to.on(`tracing:${name}:end`, (message: ExecuteMessage) => {
    // What goes on as a promise has neither yet.
    if ('result' in message || 'error' in message) ended(message);
  });
  to.on(`tracing:${name}:asyncStart`, ended);
}

const TYPES = { query: 'query', mutation: 'mutation', subscription: 'action' } as const;

/** Named by its kind alone: the name of an operation is whatever a client has written. */
function opened(message: ExecuteMessage, options: FamilyOptions, name?: string): OpenedCall | undefined {
  const { operationType = 'query', operationName } = message;
  return openCall(name ?? `graphql.${operationType}`, {
    type: TYPES[operationType],
    attributes: {
      'graphql.operation.type': operationType,
      ...(operationName === undefined ? {} : { 'graphql.operation.name': operationName }),
      ...documentOf(message, options),
    },
  });
}

function documentOf({ document }: ExecuteMessage, { queryText }: FamilyOptions): CallAttributes {
  const body = queryText === true ? document?.loc?.source?.body : undefined;
  return typeof body === 'string' ? { 'graphql.document': body } : {};
}

interface ExecutionResult {
  readonly errors?: readonly GraphQLError[];
  readonly initialResult?: ExecutionResult;
}

interface GraphQLError {
  readonly extensions?: { readonly code?: unknown };
}

function endedWith(call: OpenedCall, result: unknown): void {
  const { errors, initialResult } = (result ?? {}) as ExecutionResult;
  const [first] = errors ?? initialResult?.errors ?? [];
  const code = first?.extensions?.code;
  if (first === undefined) call.succeeded();
  else call.failedWith(typeof code === 'string' ? code : 'GraphQLError');
}
