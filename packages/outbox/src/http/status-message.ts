/**
 * What the body of a failed request says: the message of a `google.rpc.Status`, in protobuf or JSON, as receivers of OTLP give
 * it; a body that is none as it is. Never throws.
 * @see https://opentelemetry.io/docs/specs/otlp/#failures-1
 */
export function statusMessage(body: Uint8Array, contentType: string): string {
  if (/^application\/(?:x-)?protobuf\b/i.test(contentType)) return messageField(body) ?? '';
  const text = new TextDecoder().decode(body);
  return /^application\/json\b/i.test(contentType) ? (messageMember(text) ?? text) : text;
}

function messageMember(json: string): string | undefined {
  try {
    const { message } = JSON.parse(json) as { readonly message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

const CODE = 0x08; // field 1, a varint
const MESSAGE = 0x12; // field 2, a text

/** Fields come in the order of their numbers from every encoder there is. */
function messageField(body: Uint8Array): string | undefined {
  let at = 0;
  if (body[at] === CODE) at = afterVarint(body, at + 1);
  if (body[at] !== MESSAGE) return undefined;
  const start = afterVarint(body, at + 1);
  return new TextDecoder().decode(body.subarray(start, start + varint(body, at + 1)));
}

function afterVarint(body: Uint8Array, at: number): number {
  let end = at;
  while (end < body.length && body[end]! >= 0x80) end += 1;
  return end + 1;
}

function varint(body: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at, scale = 1; i < afterVarint(body, at); i++, scale *= 0x80) value += ((body[i] ?? 0) & 0x7f) * scale;
  return value;
}
