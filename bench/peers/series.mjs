// Which metrics and series are recorded: the same in every process.

export const KEYS = ['provider', 'model', 'region', 'tier', 'outcome'];
export const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function seriesOf(count) {
  const wide = Math.max(4, Math.ceil(Math.sqrt(count)));
  return Array.from({ length: count }, (_, index) => ({
    provider: constant(`provider-${Math.floor(index / wide)}`),
    model: constant(`model-${index % wide}`),
    region: constant(`region-${index % 3}`),
    tier: constant(`tier-${index % 2}`),
    outcome: constant(index % 5 === 0 ? 'error' : 'ok'),
  }));
}

/** As a literal in a program is: one object per text, with its hash at hand. */
function constant(text) {
  return Object.keys({ [text]: 1 })[0];
}

export function logNormal(random) {
  let sum = 0;
  for (let i = 0; i < 6; i += 1) sum += random();
  return Math.exp((sum - 3) * 1.6) * 0.08;
}

export function seeded(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
}

/** The names of metrics that are all alike. */
export function namesOf({ metrics = 1 }) {
  return metrics === 1
    ? ['things']
    : Array.from({ length: metrics }, (_, index) => `things_${'abcdefghijklmnop'[index]}`);
}
