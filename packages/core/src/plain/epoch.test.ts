import { Epoch } from '../internal.js';

let monotonic = 0;
let offset = 1_000_000;
let reads = 0;
const clock = {
  monotonic: () => monotonic,
  wall() {
    reads += 1;
    return monotonic + offset;
  },
};

it('tells the wall time of a moment, and asks the wall clock once a second', () => {
  const epoch = new Epoch(clock);
  for (monotonic = 0; monotonic < 10_000; monotonic += 0.5) expect(epoch.at(monotonic)).toBe(monotonic + offset);
  expect(reads).toBe(10);
});

it('follows a wall clock that jumps within a second, and a monotonic one that starts anew', () => {
  const epoch = new Epoch(clock);
  monotonic = 5_000;
  expect(epoch.at(monotonic)).toBe(1_005_000);
  offset = 9_000_000;
  monotonic = 6_001;
  expect(epoch.at(monotonic)).toBe(9_006_001);
  monotonic = 0;
  offset = 0;
  expect(epoch.at(monotonic)).toBe(0);
});
