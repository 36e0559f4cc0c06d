import { checkOptions } from './refused-options.js';

const given = (options: unknown) => () => checkOptions(options as object, { url: true } as never, 'otlp()');

class Settings {
  readonly url = 'http://localhost';
}

it.each<[string, unknown]>([
  ['a list', [{ url: 'http://localhost' }]],
  ['an empty list', []],
  ['a map', new Map([['url', 'http://localhost']])],
  ['a promise nobody has awaited', Promise.resolve({ url: 'http://localhost' })],
  ['headers', new Headers({ url: 'http://localhost' })],
  ['a function', () => ({ url: 'http://localhost' })],
  ['nothing', null],
])('options that are %s are refused, because nothing would be read of them', (_, options) => {
  expect(given(options)).toThrow(/^otlp\(\): options are .*, not a plain object; give an object with any of "url"$/);
});

it.each<[string, unknown]>([
  ['an object', { url: 'http://localhost' }],
  ['an empty one', {}],
  ['one without a prototype', Object.assign(Object.create(null), { url: 'http://localhost' })],
  ['an instance of a class', new Settings()],
  ['one that calls itself something else', { url: 'http://localhost', [Symbol.toStringTag]: 'Config' }],
])('options that are %s are taken', (_, options) => {
  expect(given(options)).not.toThrow();
});
