import { scrapeFormat } from './negotiation.js';

describe('a request without a wish that can be met', () => {
  it.each([
    [undefined],
    [''],
    ['*/*'], // curl
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'], // a browser
    ['application/json'],
    ['text/*'],
    ['text/plain'],
    ['text/plain;version=0.0.3'],
    ['text/plain;version=1.0.0;q=0'],
    ['text/plain;version=1.0.0;q=2'],
    ['text/plain;version=1.0.0;q=x'],
    ['text/plain;version="1.0.0'],
    [';;;,,,=;q="'],
  ])('%p is answered with text 0.0.4', (accept) => {
    expect(scrapeFormat(accept)).toEqual({ name: 'text 0.0.4', escaping: undefined });
  });
});

it.each([
  ['text/plain;version=1.0.0;escaping=allow-utf-8', 'allow-utf-8'],
  ['TEXT/Plain; Version="1.0.0"; Escaping="dots"', 'dots'],
  ['text/plain;q=0.2, text/plain;version=1.0.0;escaping=values;q=0.3', 'values'],
  ['*/*, text/plain;version=0.0.4;q=0.1, text/plain;version=1.0.0;escaping=no-such-one', undefined],
])('%p asks for text 1.0.0, with names escaped as %p', (accept, escaping) => {
  expect(scrapeFormat(accept)).toEqual({ name: 'text 1.0.0', escaping });
});
