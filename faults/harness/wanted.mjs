// What a scenario wants of Portcall, as data: each with what was found and whether it is met.

/** @typedef {{ what: string, of: (found: import('./findings.mjs').Findings) => { met: boolean, found: string } }} Wanted */

/** @returns {Wanted} */
export const atMost = (most, what, numberOf, unit = '') => ({
  what: `at most ${spelled(most)}${unit} ${what}`,
  of: (found) => {
    const value = numberOf(found);
    return { met: value <= most, found: `${spelled(value)}${unit}` };
  },
});

/** @returns {Wanted} */
export const exactly = (wanted, what, numberOf) => ({
  what: `${what}: ${spelled(wanted)}`,
  of: (found) => {
    const value = numberOf(found);
    return { met: value === wanted, found: spelled(value) };
  },
});

/** @returns {Wanted} */
export const says = (what, pattern) => ({
  what: `stderr names ${what}`,
  of: ({ stderr }) => {
    const met = stderr.some((line) => pattern.test(line));
    return { met, found: met ? 'it does' : 'it does not' };
  },
});

export const lost = ({ sent, accepted }) => Math.max(0, sent - accepted);

export const NOTHING_LOST = exactly(0, 'lost', lost);
export const NOTHING_UNSAID = exactly(0, 'lost unsaid', ({ lostUnsaid }) => lostUnsaid);
export const NOTHING_TWICE = exactly(0, 'duplicates', ({ duplicates }) => duplicates);
export const SMALL = atMost(128, 'of resident memory', ({ peakRssMb }) => peakRssMb, ' MB');
export const TURNING = atMost(50, 'that the event loop stands still', ({ longestBlockMs }) => longestBlockMs, ' ms');

function spelled(value) {
  return typeof value === 'number' ? value.toLocaleString('en-US') : String(value);
}
