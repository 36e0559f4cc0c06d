/** The part of the sink that is used here; the package brings no types of its own. */
declare module '@elastic/mockotlpserver' {
  export class MockOtlpServer {
    constructor(options: {
      readonly logLevel: string;
      readonly services: readonly string[];
      readonly grpcHostname: string;
      readonly grpcPort: number;
      readonly onMetrics: (metrics: import('./otlp-reading.js').OtlpMetrics) => void;
    });
    start(): Promise<void>;
    close(): Promise<void>;
    readonly grpcUrl: URL;
  }
}
