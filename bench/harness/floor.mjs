// What must not get slower, as data: each floor with what was found and whether it holds. Ratios are within one run, so
// that they hold on other machines too; milliseconds and bytes are absolute.

/** @typedef {{ what: string, wanted: string, found: string, holds: boolean }} Floor */

/** @returns {Floor} how many times as much a rival costs */
export function atLeast(what, rival, own, least) {
  const times = rival / own;
  return floor(what, `at least ${least}×`, times, (found) => found >= least, `${shownRatio(times)}×`);
}

/** @returns {Floor} one part of what a rival costs: `least` is 4 for a quarter */
export function atMostPart(what, own, rival, least) {
  const times = rival / own;
  return floor(what, `at most 1/${least}`, times, (found) => found >= least, `1/${shownRatio(times)}`);
}

/** @returns {Floor} */
export function atMost(what, found, most, unit) {
  return floor(what, `at most ${most} ${unit}`, found, (value) => value <= most, `${found} ${unit}`);
}

/** @returns {Floor} */
function floor(what, wanted, value, test, found) {
  return Number.isFinite(value)
    ? { what, wanted, found, holds: test(value) }
    : { what, wanted, found: 'not measured', holds: false };
}

/** What was found of one peer at one task, not a number where it could not be measured. */
export function numberOf(found, task, peer, name) {
  return found[task]?.[peer]?.[name] ?? Number.NaN;
}

export function shownRatio(ratio) {
  if (!Number.isFinite(ratio)) return '';
  if (ratio >= 10) return ratio.toFixed(0);
  return ratio >= 1 ? ratio.toFixed(1) : ratio.toFixed(2);
}
