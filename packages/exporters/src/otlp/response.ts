/** What is read of a receiver's answer: the form that answers in JSON have. */
export interface OtlpResponse {
  readonly partialSuccess?: { readonly rejectedDataPoints?: number; readonly errorMessage?: string };
}

// Of ExportMetricsServiceResponse, whose numbers that of traces shares, and of its partial success.
const PARTIAL_SUCCESS = 1;
const REJECTED = 1;
const MESSAGE = 2;
const OPENING_BRACE = 0x7b; // never the first byte of a response in protobuf: it would be field 15

/**
 * A receiver's answer in protobuf or in JSON, which some give whatever they were asked.
 * @throws Error for JSON that is none
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export function responseOf(bytes: Uint8Array): OtlpResponse {
  if (bytes[0] === OPENING_BRACE) return JSON.parse(new TextDecoder().decode(bytes)) as OtlpResponse;
  const partial = fieldsOf(bytes).get(PARTIAL_SUCCESS);
  if (!(partial instanceof Uint8Array)) return {};
  const fields = fieldsOf(partial);
  const [rejected, message] = [fields.get(REJECTED), fields.get(MESSAGE)];
  return {
    partialSuccess: {
      ...(typeof rejected === 'number' ? { rejectedDataPoints: rejected } : {}),
      ...(message instanceof Uint8Array ? { errorMessage: new TextDecoder().decode(message) } : {}),
    },
  };
}

/** The fields of a message as far as it can be read. */
function fieldsOf(message: Uint8Array): ReadonlyMap<number, number | Uint8Array> {
  const fields = new Map<number, number | Uint8Array>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at] as number;
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) fields.set(field, varint());
    else if (wire === 2) {
      const size = varint();
      fields.set(field, message.subarray(at, at + size));
      at += size;
    } else break; // nothing of what is read here, and nothing behind it
  }
  return fields;
}
