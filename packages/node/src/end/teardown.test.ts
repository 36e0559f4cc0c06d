import { expectProblems, failOnProblems } from '@portcall/conformance';
import { Teardown } from './teardown.js';

failOnProblems();

function filled() {
  const done: string[] = [];
  const teardown = new Teardown();
  const step = (phase: 'recording' | 'delivery' | 'process' | 'observers', what: string) =>
    teardown.add(phase, what, () => done.push(what));
  step('observers', 'observers');
  step('process', 'globals');
  step('recording', 'store');
  step('delivery', 'exporters');
  step('recording', 'functions');
  return { done, teardown };
}

it('takes back phase by phase, and in a phase the newest first', () => {
  const { done, teardown } = filled();
  teardown.runAll();
  expect(done).toEqual(['functions', 'store', 'exporters', 'globals', 'observers']);
});

it('takes back every step once, however often it is asked', () => {
  const { done, teardown } = filled();
  teardown.run('recording');
  teardown.run('recording');
  teardown.runAll();
  expect(done).toEqual(['functions', 'store', 'exporters', 'globals', 'observers']);
});

it('goes on after a step that throws, and names it', () => {
  const { done, teardown } = filled();
  teardown.add('recording', 'the broken one', () => {
    throw new Error('broken');
  });
  teardown.runAll();
  expect(done).toHaveLength(5);
  expectProblems(/^the broken one: threw an error/);
});
