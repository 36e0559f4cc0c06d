// Who records and exports metrics, each as its documentation shows it, and imported only when it is asked for.
import { openOpenTelemetry } from './opentelemetry-metrics.mjs';
import { openPortcall, openStore } from './portcall-metrics.mjs';
import { openPromClient } from './prom-client-metrics.mjs';

/**
 * `metrics`: how many of them there are, all alike. `series`: how many each is going to have.
 * @typedef {object} Wanted
 * @property {'counter' | 'histogram'} kind
 * @property {0 | 2 | 5} attributes
 * @property {number} series
 * @property {number} [metrics]
 * @property {'prometheus' | 'otlp'} [exit]
 *
 * `call` records one value as an app writes it, with a new object of attributes; `bind` gives the recorder of one series.
 * @typedef {object} Opened
 * @property {object[]} recorders
 * @property {(series: object, value: number) => void} call
 * @property {(series: object) => object} [bind]
 * @property {string} [url] of the endpoint
 * @property {() => Promise<unknown>} [flush] resolves when the receiver has it
 * @property {() => number} [total]
 */

/** @type {Record<string, { home: 'ours' | 'peers', open: (wanted: Wanted) => Promise<Opened> }>} */
export const METRIC_PEERS = {
  Portcall: { home: 'ours', open: openPortcall },
  'Portcall, bound': { home: 'ours', open: openPortcall },
  'store, not registered': { home: 'ours', open: openStore },
  OpenTelemetry: { home: 'peers', open: openOpenTelemetry },
  'prom-client': { home: 'peers', open: openPromClient },
};

/** A row for each of the tasks and the peers named. */
export function metricRows(tasks, peers, row) {
  return tasks.flatMap((task) => peers.map((peer) => ({ task, peer, home: METRIC_PEERS[peer].home, ...row })));
}
