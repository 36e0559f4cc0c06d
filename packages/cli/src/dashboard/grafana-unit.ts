import { measuredUnit } from '@portcall/metrics/internal';

/** Grafana's ids for UCUM codes. Bytes are counted in powers of two, as memory is. */
const IDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ d: 'd', h: 'h', min: 'm', s: 's', ms: 'ms', us: 'µs', ns: 'ns' },
    ...{ By: 'bytes', KiBy: 'kbytes', MiBy: 'mbytes', GiBy: 'gbytes', TiBy: 'tbytes' },
    ...{ kBy: 'deckbytes', KBy: 'deckbytes', MBy: 'decmbytes', GBy: 'decgbytes', TBy: 'dectbytes' },
    ...{ m: 'lengthm', V: 'volt', A: 'amp', J: 'joule', W: 'watt', g: 'massg', kg: 'masskg' },
    ...{ Cel: 'celsius', Hz: 'hertz', '%': 'percent', '1': 'percentunit' },
  }),
);

/** How values of a unit are shown. What is counted is a plain number. */
export function grafanaUnit(unit: string): string {
  return IDS.get(measuredUnit(unit)) ?? 'short';
}

/** How so much of a unit per second is shown. */
export function grafanaRateUnit(unit: string): string {
  const measured = measuredUnit(unit);
  if (measured === 'By') return 'binBps';
  if (measured === 'request') return 'reqps';
  // Seconds of work per second are a share of one worker.
  if (measured === 's') return 'percentunit';
  return IDS.has(measured) && measured !== '1' ? 'short' : 'cps';
}
