/** How people write units, each with the code that translators, buckets and timers know. */
const CODES_BY_SPELLING: ReadonlyMap<string, string> = new Map(
  Object.entries({
    s: 'sec secs second seconds',
    ms: 'msec msecs millis millisecond milliseconds',
    us: 'µs μs usec usecs micros microsecond microseconds',
    ns: 'nsec nsecs nanos nanosecond nanoseconds',
    min: 'mins minute minutes',
    h: 'hr hrs hour hours',
    d: 'day days',
    By: 'B byte bytes',
    KiBy: 'KiB kibibyte kibibytes',
    MiBy: 'MiB mebibyte mebibytes',
    GiBy: 'GiB gibibyte gibibytes',
    TiBy: 'TiB tebibyte tebibytes tibibytes',
    KBy: 'kB KB kb kilobyte kilobytes',
    MBy: 'MB mb megabyte megabytes',
    GBy: 'GB gb gigabyte gigabytes',
    TBy: 'TB tb terabyte terabytes',
    m: 'meter meters metre metres',
    V: 'volt volts',
    A: 'amp amps ampere amperes',
    J: 'joule joules',
    W: 'watt watts',
    g: 'gram grams',
    kg: 'kilogram kilograms kilo kilos',
    Cel: 'C °C degC celsius',
    Hz: 'hz hertz',
    '%': 'pct percent percents percentage',
    '1': 'ratio fraction',
    '': '- none unitless dimensionless',
  }).flatMap(([code, spellings]) => spellings.split(' ').map((spelling) => [spelling, code] as const)),
);

/** Whole words may be written with capitals; in short ones a capital makes another unit (`mb`, `Mb`, `MB`). */
const SHORTEST_WORD = 4;

/** The code of a unit that is spelled in another way: `s` for `seconds`; undefined for codes and what nobody knows. */
export function codeOfSpelling(unit: string): string | undefined {
  const trimmed = unit.trim();
  const inCapitals = trimmed.length < SHORTEST_WORD ? undefined : CODES_BY_SPELLING.get(trimmed.toLowerCase());
  return CODES_BY_SPELLING.get(trimmed) ?? inCapitals ?? (trimmed === unit ? undefined : trimmed);
}
