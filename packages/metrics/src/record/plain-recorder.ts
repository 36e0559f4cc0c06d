/** A recorder as a backend gives it: OpenTelemetry's shape, attributes not yet typed. */
export interface Adding extends Partial<Forgetting> {
  add(value: number, attributes?: object): void;
}

/** A recorder as a backend gives it: OpenTelemetry's shape, attributes not yet typed. */
export interface Recording extends Partial<Forgetting> {
  record(value: number, attributes?: object): void;
}

/** How a recorder's series are forgotten. A backend that cannot forget gives recorders without it. */
export interface Forgetting {
  /** Forgets the series of exactly these attributes; it begins anew with what is recorded next. */
  remove(attributes?: object): void;
  /** Forgets every series. */
  clear(): void;
}
