/** A recorder as a backend gives it: OpenTelemetry's shape, attributes not yet typed. */
export interface Adding {
  add(value: number, attributes?: object): void;
}

/** A recorder as a backend gives it: OpenTelemetry's shape, attributes not yet typed. */
export interface Recording {
  record(value: number, attributes?: object): void;
}
