/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */

export { exporterNamed } from './exporter-name.js';
export { FLUSH_TIMEOUT_MS } from './flush-timeout.js';
export { receiverOf } from './otlp/receiver-of.js';
