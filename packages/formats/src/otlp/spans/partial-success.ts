/** What a receiver says it has not taken of a request, although it answered with success. */
export interface PartialSuccess {
  readonly rejected: number;
  /** Empty where nothing was said. */
  readonly message: string;
}

// ExportTraceServiceResponse; and ExportTracePartialSuccess, whose fields those of metrics share.
const PARTIAL_SUCCESS = 1;
const REJECTED = 1;
const MESSAGE = 2;

const NOTHING_REJECTED: PartialSuccess = Object.freeze({ rejected: 0, message: '' });

/**
 * Reads a receiver's answer in protobuf. What is none says nothing. Never throws.
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function partialSuccessOf(response: Uint8Array): PartialSuccess {
  const message = fieldsOf(response).find(({ field, bytes }) => field === PARTIAL_SUCCESS && bytes !== undefined);
  if (message?.bytes === undefined) return NOTHING_REJECTED;
  let { rejected, message: said } = NOTHING_REJECTED;
  for (const { field, number, bytes } of fieldsOf(message.bytes)) {
    if (field === REJECTED && number !== undefined) rejected = number;
    if (field === MESSAGE && bytes !== undefined) said = new TextDecoder().decode(bytes);
  }
  return { rejected, message: said };
}

interface Field {
  readonly field: number;
  readonly number?: number;
  readonly bytes?: Uint8Array;
}

/** The fields of a message as far as it can be read. */
function fieldsOf(message: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at] as number;
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < message.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === 0) fields.push({ field, number: varint() });
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const size = varint();
      if (!(at + size <= message.length)) break;
      fields.push({ field, bytes: message.subarray(at, at + size) });
      at += size;
    } else break;
  }
  return fields;
}
