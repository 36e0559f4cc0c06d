import { Endpoint } from './endpoint.js';
import type { NotNow } from './sender.js';

const BUSY: NotNow = {
  kind: 'not-now',
  failure: { code: '', status: 503, said: '' },
  mayHaveArrived: false,
  wasReset: false,
  retryAfterMillis: 20,
};

describe('a receiver that wants to be left alone for a time', () => {
  it('may be asked when everybody is woken, by its own clock, for which timers are early', async () => {
    const endpoint = new Endpoint(() => performance.now() / 2);
    const woken = new Promise<boolean>((resolve) => endpoint.onOpen(() => resolve(endpoint.mayBegin)));
    endpoint.begin()(BUSY);
    expect(await woken).toBe(true);
  });
});
