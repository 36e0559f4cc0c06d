import fc from 'fast-check';
import { describeTransparency, expectTransparent, type Program, settled } from './suite.js';

const failure = new RangeError('far');

const cleanUp = (): void => {};

function* lots(): Generator<unknown, string, unknown> {
  try {
    const answer = yield 'lot_1';
    yield { answer };
    return 'end';
  } finally {
    cleanUp();
  }
}

async function* laterLots(): AsyncGenerator<unknown, string, unknown> {
  try {
    const answer = yield 'lot_1';
    await Promise.resolve();
    yield { answer };
    return 'end';
  } finally {
    yield 'cleaning up';
  }
}

describeTransparency('generators', {
  'a sync generator, asked by hand': ({ fn, see }) => {
    const generator = fn(lots)();
    see('kind', Object.prototype.toString.call(generator), Object.keys(generator), generator);
    for (const answer of [1, 2, 3, 4, 5]) see('next', generator.next(answer));
  },
  'a sync generator, spread, taken apart, delegated to, in a loop that is left': ({ fn, see }) => {
    const call = fn(lots);
    see(
      'spread',
      [...call()],
      Array.from(call()),
      Math.max(
        ...fn(() =>
          (function* () {
            yield 3;
          })(),
        )(),
      ),
    );
    const [first] = call();
    see('first', first);
    function* outer(): Generator<unknown, unknown> {
      return yield* call();
    }
    see('delegated', [...outer()]);
    for (const lot of call()) {
      see('lot', lot);
      break;
    }
    see(
      'map',
      new Map(
        fn(() =>
          (function* (): Generator<[string, number]> {
            yield ['a', 1];
          })(),
        )(),
      ),
    );
  },
  'a generator is the same object to everybody': ({ fn, see }) => {
    const generator = lots();
    const later = laterLots();
    see(
      'same',
      fn(() => generator)() === generator,
      fn(() => later)() === later,
      later[Symbol.asyncIterator]() === later,
    );
    generator.return('');
    see('left', [...generator]);
    return (async () => {
      for await (const lot of later) see('lot', lot);
    })();
  },
  'an async generator, asked for all at once': async ({ fn, see }) => {
    const generator = fn(laterLots)();
    see('all', await Promise.all([1, 2, 3, 4, 5].map((answer) => generator.next(answer))));
    see('after', await generator.next());
  },
  'an async generator whose loop fails, and that gives another step to who leaves': {
    open: async ({ fn, see, attempt }) => {
      await attempt('loop', async () => {
        for await (const lot of fn(laterLots)()) {
          see('lot', lot);
          throw failure;
        }
      });
    },
  },
  'steps wait for each other as they did': async ({ fn, see }) => {
    const slow = fn(async function* () {
      for (const step of [1, 2, 3]) {
        see('begins', step);
        await settled();
        see('gives', step);
        yield step;
      }
    });
    for await (const step of slow()) {
      see('reads', step);
      await settled();
    }
  },
});

interface Script {
  readonly steps: readonly ('yield' | 'await' | 'reject' | 'throw')[];
  readonly catches: boolean;
}

const script: fc.Arbitrary<Script> = fc.record({
  steps: fc.array(fc.constantFrom<Script['steps'][number][]>('yield', 'yield', 'await', 'reject', 'throw'), {
    maxLength: 6,
  }),
  catches: fc.boolean(),
});
const asked = fc.array(fc.constantFrom<('next' | 'return' | 'throw')[]>('next', 'next', 'next', 'return', 'throw'), {
  maxLength: 7,
});

function ask(script: Script, asks: readonly ('next' | 'return' | 'throw')[], isAsync: boolean): Program {
  return async ({ fn, see, attempt }) => {
    const body = function* (): Generator<unknown, unknown, unknown> {
      for (const [index, step] of script.steps.entries()) {
        try {
          see('runs', step);
          if (step === 'throw') throw failure;
          if (step === 'yield') see('answered', yield index);
          if (step === 'reject') yield failure;
        } catch (thrown) {
          see('caught', thrown);
          if (!script.catches) throw thrown;
        } finally {
          see('cleans up', index);
        }
      }
      return 'end';
    };
    const asyncBody = async function* (): AsyncGenerator<unknown, unknown, unknown> {
      for (const [index, step] of script.steps.entries()) {
        if (step === 'await') await settled();
        if (step === 'reject') yield await Promise.reject<unknown>(failure);
        if (step === 'throw' && script.catches) yield see('goes on');
        else if (step === 'throw') throw failure;
        if (step === 'yield') see('answered', yield index);
      }
      return 'end';
    };
    const generator: Generator | AsyncGenerator = isAsync ? fn(asyncBody)() : fn(body)();
    for (const way of asks) await attempt(way, () => (generator[way] as (with_: unknown) => unknown)(way));
  };
}

it.each([true, false])('whatever a generator does and however it is asked, async: %s', async (isAsync) => {
  await fc.assert(
    fc.asyncProperty(script, asked, (what, how) => expectTransparent(ask(what, how, isAsync))),
    { numRuns: 300 },
  );
});
