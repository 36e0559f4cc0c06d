export type { EndOfProcess } from './end/end-of-process.js';
export { registerInstrumentation } from './register.js';
export type { RegisterOptions } from './settings/settings.js';
export type { FunctionsOptions } from './start/function-tracing.js';
export type { Instrumentation } from './start/instrumentation.js';
export type { LinesOfTelemetry } from './start/lines.js';
export type { ExporterEvent, TelemetryEvent, TelemetryObservers } from './start/observers.js';
export type { Telemetry } from './telemetry.js';
