import { protobufFields } from '../protobuf-fields.js';

/** What a receiver says although it answered with success. */
export interface PartialSuccess {
  /** How many data points or spans it has rejected; zero for a mere warning. */
  readonly rejected: number;
  /** As it came, and empty for none: it may quote what it was sent, and holds what a terminal would obey. */
  readonly message: string;
}

const NOTHING: PartialSuccess = { rejected: 0, message: '' };

/**
 * What the body of a successful answer says of losses: an ExportMetricsServiceResponse or an ExportTraceServiceResponse, which
 * look the same. Never throws.
 * @returns undefined where everything was taken without a word, and for a body that is neither
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function partialSuccessOf(body: Uint8Array, contentType: string): PartialSuccess | undefined {
  try {
    const { rejected, message } = /\bjson\b/i.test(contentType) ? ofJson(body) : ofProtobuf(body);
    return rejected === 0 && message === '' ? undefined : { rejected, message };
  } catch {
    return undefined;
  }
}

function ofJson(body: Uint8Array): PartialSuccess {
  const answer = JSON.parse(new TextDecoder().decode(body)) as { readonly partialSuccess?: JsonPart | null } | null;
  const { rejectedDataPoints, rejectedSpans, errorMessage } = answer?.partialSuccess ?? {};
  return {
    rejected: countOf(rejectedDataPoints ?? rejectedSpans),
    message: typeof errorMessage === 'string' ? errorMessage : '',
  };
}

interface JsonPart {
  readonly rejectedDataPoints?: unknown;
  readonly rejectedSpans?: unknown;
  readonly errorMessage?: unknown;
}

/** A 64-bit integer is a text or a number there. */
function countOf(value: unknown): number {
  const count = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0;
  return Number.isFinite(count) && count > 0 ? Math.floor(count) : 0;
}

const PARTIAL_SUCCESS = 1;
const REJECTED = 1;
const MESSAGE = 2;

function ofProtobuf(body: Uint8Array): PartialSuccess {
  let said = NOTHING;
  for (const { field, value } of protobufFields(body)) {
    if (field === PARTIAL_SUCCESS && value instanceof Uint8Array) said = partOf(value);
  }
  return said;
}

function partOf(bytes: Uint8Array): PartialSuccess {
  let { rejected, message } = NOTHING;
  for (const { field, value } of protobufFields(bytes)) {
    if (field === REJECTED && typeof value === 'bigint') rejected = countOf(Number(BigInt.asIntN(64, value)));
    if (field === MESSAGE && value instanceof Uint8Array) message = new TextDecoder().decode(value);
  }
  return { rejected, message };
}
