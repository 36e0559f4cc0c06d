// One record as an app writes it: the attributes are a new object each time.

/** For those whose recorders are OpenTelemetry's instruments in shape. */
export function callOf({ kind, attributes }, recorder) {
  return kind === 'counter' ? COUNTING[attributes](recorder) : MEASURING[attributes](recorder);
}

const COUNTING = {
  0: (recorder) => () => recorder.add(1),
  2:
    (recorder) =>
    ({ provider, model }) =>
      recorder.add(1, { provider, model }),
  5:
    (recorder) =>
    ({ provider, model, region, tier, outcome }) =>
      recorder.add(1, { provider, model, region, tier, outcome }),
};

const MEASURING = {
  0: (recorder) => (_, value) => recorder.record(value),
  2:
    (recorder) =>
    ({ provider, model }, value) =>
      recorder.record(value, { provider, model }),
  5:
    (recorder) =>
    ({ provider, model, region, tier, outcome }, value) =>
      recorder.record(value, { provider, model, region, tier, outcome }),
};
