import fc from 'fast-check';
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

const OPEN_METRICS = 'application/openmetrics-text';
const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
const prometheus3 = (escaping: string): string =>
  `${OPEN_METRICS};version=1.0.0;escaping=${escaping};q=0.7,${OPEN_METRICS};version=0.0.1;q=0.6,` +
  `text/plain;version=1.0.0;escaping=${escaping};q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3`;

describe('what scrapers send', () => {
  it.each([
    [
      'Prometheus 2.42',
      `${OPEN_METRICS};version=1.0.0,${OPEN_METRICS};version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      'OpenMetrics 1.0.0',
      undefined,
    ],
    [
      'Prometheus 3.16, and the receiver of the Collector',
      prometheus3('allow-utf-8'),
      'OpenMetrics 1.0.0',
      'allow-utf-8',
    ],
    ['Prometheus 3.16 with legacy names', prometheus3('underscores'), 'OpenMetrics 1.0.0', 'underscores'],
    [
      'Prometheus 3.16 for native histograms',
      `${PROTOBUF};escaping=allow-utf-8;q=0.7,${prometheus3('allow-utf-8').replaceAll('q=0.7', 'q=0.6')}`,
      'protobuf',
      'allow-utf-8',
    ],
    [
      'Prometheus 3.16 with OpenMetrics 2.0',
      `${OPEN_METRICS};version=2.0.0;escaping=allow-utf-8;q=0.7,${OPEN_METRICS};version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.5`,
      'OpenMetrics 2.0.0',
      'allow-utf-8',
    ],
    ['VictoriaMetrics', 'text/plain;version=0.0.4;q=1,*/*;q=0.1', 'text 0.0.4', undefined],
    ['curl', '*/*', 'text 0.0.4', undefined],
    [
      'an old Prometheus',
      `${OPEN_METRICS}; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      'text 0.0.4',
      undefined,
    ],
    ['somebody who names no version', OPEN_METRICS, 'OpenMetrics 1.0.0', undefined],
    ['somebody who names the type only', 'application/*', 'OpenMetrics 1.0.0', undefined],
    ['somebody who wants another protobuf', PROTOBUF.replace('delimited', 'text'), 'text 0.0.4', undefined],
    ['somebody who rules a format out', `${OPEN_METRICS};version=2.0.0;q=0, */*`, 'text 0.0.4', undefined],
    ['somebody who likes two as much', `text/plain, ${OPEN_METRICS};version=2.0.0`, 'text 0.0.4', undefined],
  ])('%s is answered as it wishes', (_, accept, name, escaping) => {
    expect(scrapeFormat(accept)).toEqual({ name, escaping });
  });
});

it('reads whatever is sent', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          'a',
          '/',
          '*',
          ';',
          ',',
          '=',
          'q',
          '"',
          '\\',
          ' ',
          '0',
          '1',
          'text/plain',
          'version=1.0.0',
        ),
      }),
      (accept) => {
        expect(scrapeFormat(accept).name).toMatch(/^(text|OpenMetrics|protobuf)/);
      },
    ),
  );
});
