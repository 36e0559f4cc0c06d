import { failureOf } from '../internal.js';

const { proxy, revoke } = Proxy.revocable({}, {});
revoke();

it.each([
  { thrown: new TypeError('no'), code: 'TypeError', message: 'no' },
  { thrown: Object.assign(new Error('low'), { code: 'BID_TOO_LOW' }), code: 'BID_TOO_LOW', message: 'low' },
  { thrown: Object.assign(new Error('pg'), { code: 23505 }), code: '23505', message: 'pg' },
  { thrown: Object.assign(new Error('empty'), { code: '' }), code: 'Error', message: 'empty' },
  { thrown: 'a text', code: 'string', message: '"a text"' },
  { thrown: undefined, code: 'undefined', message: 'undefined' },
  { thrown: null, code: 'null', message: 'null' },
  { thrown: 7n, code: 'bigint', message: '7n' },
  { thrown: Object.freeze({ code: 'X' }), code: 'X', message: 'an object' },
  { thrown: {}, code: 'object', message: 'an object' },
])('says $code, $message', ({ thrown, code, message }) => {
  expect(failureOf(thrown)).toEqual({ code, message });
});

it('says the cause of an error that quotes a query, and neither the query nor its parameters', () => {
  const cause = Object.assign(new Error('relation "bid" does not exist'), { code: '42P01' });
  const thrown = Object.assign(new Error('Failed query: select secret'), {
    query: 'select secret',
    params: ['secret'],
    cause,
  });
  expect(failureOf(thrown)).toEqual({ code: '42P01', message: 'relation "bid" does not exist' });
});

it('survives what cannot be read', () => {
  expect(failureOf(proxy)).toEqual({ code: 'unreadable', message: 'an unreadable object' });
});
