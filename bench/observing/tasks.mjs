// How many subscribers an event is published to, whether they read, and what goes where they are full. Every subscriber
// has room for CAPACITY events.

export const CAPACITY = 256;

/**
 * `block`: how many events are published between two looks at the clock, after which those who read do.
 * @typedef {object} ObservedTask
 * @property {number} subscribers
 * @property {boolean} reads
 * @property {'drop-oldest' | 'drop-newest'} policy
 * @property {number} block
 * @property {string[]} [nodeArgs]
 * @property {string} title
 */

/** @type {Record<string, ObservedTask>} */
export const OBSERVED_TASKS = {
  nobody: { ...toNobody(), title: 'nobody' },
  // Where V8 inlines what does nothing, nothing is left of it: here every call is one.
  'nobody-called': { ...toNobody(), nodeArgs: ['--no-turbo-inlining'], title: 'nobody, no call inlined' },
  one: { ...toReaders(1), title: '1 subscriber, which reads' },
  ten: { ...toReaders(10), title: '10 subscribers, which read' },
  'ten-full-newest': { ...toFull('drop-newest'), title: '10 subscribers, full, the newest goes' },
  'ten-full-oldest': { ...toFull('drop-oldest'), title: '10 subscribers, full, the oldest goes' },
};

function toNobody() {
  return { subscribers: 0, reads: false, policy: 'drop-oldest', block: 16_384 };
}

function toReaders(subscribers) {
  return { subscribers, reads: true, policy: 'drop-oldest', block: CAPACITY };
}

function toFull(policy) {
  return { subscribers: 10, reads: false, policy, block: 4_096 };
}
