import { secretsOf, withoutSecrets } from './secrets.js';

it('hides what a receiver was given in confidence, whole or in part, and no ordinary word', () => {
  const url = new URL('https://user:p%40ssword@host/base?key=query-key&n=1');
  const headers = { authorization: 'Bearer header-key', 'content-type': 'application/json', host: 'host' };
  const secrets = secretsOf(url, headers);
  const given = 'user, p%40ssword, p@ssword, query-key, Bearer header-key, header-key';
  expect(withoutSecrets(given, secrets)).toBe('…, …, …, …, …, …');
  const ordinary = 'host takes no application/json of 1 Bearer';
  expect(withoutSecrets(ordinary, secrets)).toBe(ordinary);
});
