// Which function is called: how many operations it does, sync or async, and whether its spans are also written as
// OTLP bytes. An operation is one line of work that gives three rows, timed and noted by whoever traces.

/** @typedef {{ ops: number, async: boolean, bytes?: boolean, title: string }} TracedTask */

/** @type {Record<string, TracedTask>} */
export const TRACED_TASKS = {
  'sync-0': { ops: 0, async: false, title: 'sync, no operations' },
  'sync-3': { ops: 3, async: false, title: 'sync, 3 operations' },
  'sync-10': { ops: 10, async: false, title: 'sync, 10 operations' },
  'async-0': { ops: 0, async: true, title: 'async, no operations' },
  'async-3': { ops: 3, async: true, title: 'async, 3 operations' },
  'async-10': { ops: 10, async: true, title: 'async, 10 operations' },
  'async-3-bytes': { ops: 3, async: true, bytes: true, title: 'async, 3 operations, to OTLP protobuf bytes' },
};

const ROWS = [1, 2, 3];

/** The work of one operation. */
export const lot = () => ROWS;
