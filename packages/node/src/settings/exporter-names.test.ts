import { otlp, prometheus } from '@portcall/exporters';
import { exporterNames } from './exporter-names.js';

const namesOf = (...exporters: Parameters<typeof exporterNames>[0]) => [...exporterNames(exporters).values()];

it('calls an exporter by its name', () => {
  expect(namesOf(otlp({ url: 'http://one:4318' }), prometheus())).toEqual(['otlp', 'prometheus']);
});

it('tells exporters of one name apart, by where they send and else by a number', () => {
  const one = { url: 'http://user:canary@one:4318?canary' };
  expect(namesOf(otlp(one), otlp({ url: 'http://two:4318' }), otlp(), otlp(one), otlp())).toEqual([
    'otlp http://one:4318',
    'otlp http://two:4318',
    'otlp',
    'otlp http://one:4318 (2)',
    'otlp (2)',
  ]);
});
