/** The statuses of gRPC that are spoken of here. @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
export const STATUS = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

// https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
const BY_HTTP: Readonly<Record<number, number>> = {
  400: STATUS.INTERNAL,
  401: STATUS.UNAUTHENTICATED,
  403: STATUS.PERMISSION_DENIED,
  404: STATUS.UNIMPLEMENTED,
  429: STATUS.UNAVAILABLE,
  431: STATUS.INTERNAL,
  502: STATUS.UNAVAILABLE,
  503: STATUS.UNAVAILABLE,
  504: STATUS.UNAVAILABLE,
};

/** What an answer without a status of gRPC means, as somebody between here and the receiver gave it. */
export function statusOfHttp(status: number): number {
  return BY_HTTP[status] ?? STATUS.UNKNOWN;
}

// https://opentelemetry.io/docs/specs/otlp/#failures
const RETRYABLE: ReadonlySet<number> = new Set([
  STATUS.CANCELLED,
  STATUS.DEADLINE_EXCEEDED,
  STATUS.ABORTED,
  STATUS.OUT_OF_RANGE,
  STATUS.UNAVAILABLE,
  STATUS.DATA_LOSS,
]);

/** @param hasRetryInfo without it, what is exhausted does not come back */
export function isRetryable(status: number, hasRetryInfo: boolean): boolean {
  return RETRYABLE.has(status) || (status === STATUS.RESOURCE_EXHAUSTED && hasRetryInfo);
}

/** Whether whoever gave this status may have handed the request on to somebody whose answer was lost. */
export function mayBeTaken(status: number): boolean {
  return status === STATUS.CANCELLED || status === STATUS.DEADLINE_EXCEEDED;
}

// grpc-go and gRPC's core say "larger than max", Java "exceeds maximum size", .NET "exceeds the maximum", tonic "too large".
const TOO_LARGE = /\bmessage\b.{0,40}\b(?:larger than|exceeds|too large)\b/i;

/** Whether it is the size of the message that the receiver does not take: there is no status for that alone. */
export function isTooLarge(status: number, said: string): boolean {
  return (status === STATUS.RESOURCE_EXHAUSTED || status === STATUS.OUT_OF_RANGE) && TOO_LARGE.test(said);
}

// grpc-go "error unmarshalling request", gRPC's core and grpc-js "deserializing", tonic "failed to decode", Java "Invalid protobuf".
const UNREADABLE = /unmarshal|deseriali[sz]|decod|invalid protobuf/i;

/** Whether it is an item that the receiver cannot read, which servers of gRPC call an error of their own. */
export function isMalformed(status: number, said: string): boolean {
  return status === STATUS.INVALID_ARGUMENT || (status === STATUS.INTERNAL && UNREADABLE.test(said));
}
