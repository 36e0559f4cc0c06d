/** A message as the conventions write it, as JSON in one attribute. */
export interface Message {
  readonly role: string;
  readonly parts: readonly object[];
}

// Attributes have an end, and a conversation may have none.
const LONGEST = 65_536;

/** Messages as an attribute; undefined for none. */
export function messagesText(messages: readonly object[]): string | undefined {
  if (messages.length === 0) return undefined;
  const text = JSON.stringify(messages);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).toWellFormed()}…`;
}

/** What a client was given as its conversation: a text, or messages in the shape of OpenAI, Anthropic or the AI SDK. */
export function messagesOf(given: unknown): readonly Message[] {
  if (typeof given === 'string') return [{ role: 'user', parts: partsOf(given) }];
  if (!Array.isArray(given)) return [];
  return given.map((message: unknown) => {
    const { role, content, tool_calls: calls } = (message ?? {}) as Given;
    const toolCalls = Array.isArray(calls) ? calls.map(partOf) : [];
    return { role: typeof role === 'string' ? role : 'user', parts: [...partsOf(content ?? message), ...toolCalls] };
  });
}

/** The parts of one message. */
export function partsOf(content: unknown): readonly object[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  if (Array.isArray(content)) return (content as readonly unknown[]).map(partOf);
  return typeof content === 'object' && content !== null && 'type' in content ? [partOf(content)] : [];
}

interface Given {
  readonly role?: unknown;
  readonly content?: unknown;
  readonly tool_calls?: unknown;
}

/** What a part may have, whoever wrote it. */
interface Part {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly id?: unknown;
  readonly call_id?: unknown;
  readonly toolCallId?: unknown;
  readonly tool_use_id?: unknown;
  readonly name?: unknown;
  readonly toolName?: unknown;
  readonly input?: unknown;
  readonly arguments?: unknown;
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown };
  readonly output?: unknown;
  readonly content?: unknown;
  readonly thinking?: unknown;
}

const TOOL_CALLS: readonly unknown[] = ['function', 'function_call', 'tool_use', 'tool-call', 'server_tool_use'];
const TOOL_RESULTS: readonly unknown[] = ['function_call_output', 'tool_result', 'tool-result'];
const REASONING: readonly unknown[] = ['thinking', 'reasoning'];

/** Of pictures, sounds and files only the kind is kept. */
function partOf(given: unknown): object {
  if (typeof given === 'string') return { type: 'text', content: given };
  const part = (given ?? {}) as Part;
  const id = part.call_id ?? part.toolCallId ?? part.tool_use_id ?? part.id;
  if (TOOL_CALLS.includes(part.type)) {
    const name = part.function?.name ?? part.toolName ?? part.name;
    return { type: 'tool_call', id, name, arguments: part.function?.arguments ?? part.input ?? part.arguments };
  }
  if (TOOL_RESULTS.includes(part.type)) {
    return { type: 'tool_call_response', id, response: part.output ?? part.content };
  }
  if (REASONING.includes(part.type)) return { type: 'reasoning', content: part.thinking ?? part.text };
  if (typeof part.text === 'string') return { type: 'text', content: part.text };
  return { type: typeof part.type === 'string' ? part.type : 'unknown' };
}
