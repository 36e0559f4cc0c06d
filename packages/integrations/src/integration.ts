import type { Backend } from '@portcall/metrics';

/** What an integration is given when telemetry starts. */
export interface IntegrationHost {
  /** Where its metrics go: `bind(catalog, host.backend)`. */
  readonly backend: Backend;
}

/** What sees, without a line in the app, what that does; switched on with `registerInstrumentation({ integrations: […] })`. */
export interface Integration {
  /** As lines and the doctor call it. */
  readonly name: string;
  /**
   * Begins to look on. What it throws leaves this integration out, and is reported.
   * @returns ends it, leaving nothing behind
   */
  start(host: IntegrationHost): () => void;
}
