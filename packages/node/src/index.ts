export type { FunctionsOptions } from './functions.js';
export type { Instrumentation } from './instrumentation.js';
export type { EndOfProcess } from './lifecycle.js';
export type { ExporterEvent, TelemetryEvent, TelemetryObservers } from './observers.js';
export { registerInstrumentation } from './register.js';
export type { RegisterOptions } from './settings.js';
export type { Telemetry } from './telemetry.js';
