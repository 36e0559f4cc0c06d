// Which function is called: how many operations it does, sync or async. An operation is one line of work that gives three
// rows, timed and noted by whoever traces. `delivered`: what is measured is not the time of a call that is kept, but the CPU until its
// span is delivered.

/** @typedef {{ ops: number, async: boolean, delivered?: boolean, title: string }} TracedTask */

/** @type {Record<string, TracedTask>} */
export const TRACED_TASKS = {
  'sync-0': { ops: 0, async: false, title: 'sync, no operations' },
  'sync-3': { ops: 3, async: false, title: 'sync, 3 operations' },
  'async-3': { ops: 3, async: true, title: 'async, 3 operations' },
  'async-0-delivered': { ops: 0, async: true, delivered: true, title: 'async, no operations' },
  'async-3-delivered': { ops: 3, async: true, delivered: true, title: 'async, 3 operations' },
  'async-10-delivered': { ops: 10, async: true, delivered: true, title: 'async, 10 operations' },
};

const ROWS = [1, 2, 3];

/** The work of one operation. */
export const lot = () => ROWS;
