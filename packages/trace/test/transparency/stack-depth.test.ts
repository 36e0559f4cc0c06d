import { Readable } from 'node:stream';
import { failOnProblems } from '@portcall/conformance';
import { type AnyFunction, traced } from '../../src/index.js';
import { traceEveryTest } from '../trace-every-test.js';

failOnProblems();
traceEveryTest();

type Wrap = <F extends AnyFunction>(fn: F) => F;

/** How deep each goes before the stack is over: things that are asked by things of their own kind. */
const deepest: Readonly<Record<string, (wrap: Wrap) => number>> = {
  'a generator in a generator': (wrap) => {
    let reached = 0;
    const walk: (depth: number) => Generator<number> = wrap(function* (depth: number) {
      reached = depth;
      for (const each of walk(depth + 1)) yield each;
    });
    expect(() => walk(0).next()).toThrow('Maximum call stack size exceeded');
    return reached;
  },
  'a listener that emits': (wrap) => {
    let reached = 0;
    const stream = wrap(() => new Readable({ read: () => {} }))();
    stream.on('data', (depth: number) => {
      reached = depth;
      stream.emit('data', depth + 1);
    });
    expect(() => stream.emit('data', 0)).toThrow('Maximum call stack size exceeded');
    stream.destroy();
    return reached;
  },
};

it.each(Object.entries(deepest))('leaves at least half of the stack to what is given: %s', (_, run) => {
  run((fn) => fn);
  const plain = run((fn) => fn);
  const found = run((fn) => traced('fn', { type: 'query' }, fn));
  expect(plain).toBeGreaterThan(100);
  expect(found).toBeGreaterThanOrEqual(plain / 2);
});
