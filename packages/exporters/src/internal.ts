/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */

export { FLUSH_TIMEOUT_MS } from './exporter.js';
export { EXPORTER_NAMES, exporterNamed } from './exporter-name.js';
export { receiverOf } from './otlp/receiver-of.js';
export { EXPORTER_VARIABLES } from './variables.js';
