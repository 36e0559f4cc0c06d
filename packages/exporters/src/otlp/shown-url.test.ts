import fc from 'fast-check';
import { shownUrl } from './shown-url.js';

it.each([
  ['http://host:4318/v1/traces', 'http://host:4318/v1/traces'],
  ['https://user:canary@host/base?key=canary#canary', 'https://host/base'],
  ['ftp://user:canary@host/base?key=canary', 'ftp://host/base'],
  ['user:canary@host:4318', 'host:4318'],
  // What is cut off at the first / or ? would show half a password.
  ['http://user:can/ary@host', 'http://host'],
  ['http://user:can?ary@host', 'http://host'],
  ['collector:4318', 'collector:4318'],
])('shows of %s what is no secret', (url, shown) => expect(shownUrl(url)).toBe(shown));

it('shows no user, password, query or fragment of a URL', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9!$'()*,;:&=+]{0,12}$/).map((text) => `canary${text}`);
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), secret, secret, (text, one, other) => {
      const url = new URL(text);
      url.username = one;
      url.password = other;
      url.searchParams.set('key', one);
      url.hash = other;
      expect(shownUrl(url.href)).not.toContain('canary');
    }),
  );
});
