import { sharedTexts, type TextReader } from './shared-text.js';

function counted(pieces: Iterable<string>) {
  const made = { texts: 0, pieces: 0 };
  const join = sharedTexts(async () => {
    made.texts += 1;
    return (function* () {
      for (const piece of pieces) {
        made.pieces += 1;
        yield Buffer.from(piece);
      }
    })();
  });
  return { made, join };
}

async function whole(reader: TextReader): Promise<string> {
  let text = '';
  for await (const piece of reader) text += Buffer.from(piece).toString();
  return text;
}

it('makes one text for a hundred who ask together, and another one for who asks later', async () => {
  const { made, join } = counted(['a', 'b', 'c']);
  const texts = await Promise.all(Array.from({ length: 100 }, async () => whole(await join())));
  expect(new Set(texts)).toEqual(new Set(['abc']));
  expect(made).toEqual({ texts: 1, pieces: 3 });
  await whole(await join());
  expect(made.texts).toBe(2);
});

it('makes no piece before somebody wants it', async () => {
  const { made, join } = counted(['a', 'b', 'c']);
  const reader = await join();
  await reader.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(made.pieces).toBe(1);
});

it('lets the event loop have a turn between two pieces', async () => {
  const { join } = counted(['a', 'b', 'c']);
  const order: string[] = [];
  const reader = await join();
  for await (const piece of reader) {
    order.push(Buffer.from(piece).toString());
    setImmediate(() => order.push('other work'));
  }
  expect(order).toEqual(['a', 'other work', 'b', 'other work', 'c', 'other work']);
});

it('goes on for the others where one never reads, which then gets no more', async () => {
  const pieces = Array.from({ length: 600 }, (_, i) => `${i} `);
  const { join } = counted(pieces);
  const [fast, idle] = await Promise.all([join(), join()]);
  await idle.next();
  expect(await whole(fast)).toBe(pieces.join(''));
  await expect(idle.next()).rejects.toThrow('read too slowly');
});

it('goes on for the others where one leaves', async () => {
  const { join } = counted(['a', 'b', 'c']);
  const [stays, leaves] = await Promise.all([join(), join()]);
  await leaves.next();
  await leaves.return();
  expect(await whole(stays)).toBe('abc');
});

it('has no piece written over before every reader has asked for the second one after it', async () => {
  const spent: string[][] = [];
  const join = sharedTexts(async (done) =>
    (function* () {
      for (const piece of ['a', 'b', 'c', 'd', 'e']) {
        spent.push(done.splice(0).map((one) => Buffer.from(one).toString()));
        yield Buffer.from(piece);
      }
    })(),
  );
  const [fast, slow] = await Promise.all([join(), join()]);
  await fast.next();
  await slow.next();
  for (let i = 0; i < 2; i += 1) await fast.next();
  await slow.next();
  await fast.next();
  await slow.next();
  await fast.next();
  expect(spent).toEqual([[], [], [], [], ['a']]);
});

it('fails for everybody who asked together where it cannot begin', async () => {
  const join = sharedTexts(() => Promise.reject(new Error('broken')));
  const answers = await Promise.allSettled([join(), join()]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
