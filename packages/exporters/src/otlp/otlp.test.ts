import { otlp } from '../index.js';

it('otlp() says where it sends without user, password and query', () => {
  expect(otlp({ url: 'http://user:canary@one:4318/base?canary' }).destination).toBe('http://one:4318/base');
  expect(otlp({ url: 'http://two:4318' }).destination).toBe('http://two:4318');
  expect(otlp()).not.toHaveProperty('destination');
});
