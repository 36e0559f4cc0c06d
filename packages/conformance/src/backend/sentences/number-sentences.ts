import { bind } from '@portcall/metrics';
import * as fc from 'fast-check';
import { type AnyRecorder, call } from '../../call.js';
import { expectSeries } from '../../expect-series.js';
import { PlainModel } from '../../plain-model.js';
import { anyRecordings, type Recordings } from '../arbitrary-recordings.js';
import type { Suite } from '../suite.js';
import type { Row, Trial } from '../trial.js';

const KEPT: readonly (readonly [what: string, rows: readonly Row[]])[] = [
  [
    'a counter without attributes',
    [
      ['visits', 1],
      ['visits', 2.5],
      ['visits', 0],
    ],
  ],
  [
    'a counter with two attributes, in whatever order they are given',
    [
      ['orders', 1, { provider: 'openai', model: 'a' }],
      ['orders', 2, { provider: 'openai', model: 'b' }],
      ['orders', 3, { model: 'a', provider: 'openai' }],
    ],
  ],
  [
    'a counter with five attributes',
    [
      ['parcels', 1, { carrier: 'x', pieces: 1, insured: true, size: 's', note: 'n' }],
      ['parcels', 1, { carrier: 'x', pieces: 1, insured: true, size: 's' }],
      ['parcels', 1, { carrier: 'x', pieces: 2, insured: false, size: 'm', note: 'n' }],
    ],
  ],
  [
    'a counter whose attributes may all be absent',
    [
      ['hints', 1, { place: 'top', rank: 1 }],
      ['hints', 1, { rank: 1 }],
      ['hints', 1, {}],
      ['hints', 1],
    ],
  ],
  [
    'an up/down counter',
    [
      ['queue', 5, { lane: 'fast' }],
      ['queue', -2, { lane: 'fast' }],
      ['queue', -1, { lane: 'slow' }],
    ],
  ],
  [
    'the last value of a gauge',
    [
      ['stock', 5, { item: 'pen' }],
      ['stock', -2.5, { item: 'ink' }],
      ['stock', 4, { item: 'pen' }],
    ],
  ],
  [
    'a histogram, whose boundaries belong to the bucket below',
    [0, 0.5, 0.6, 1, 10, 10.5, 1e9].map((value): Row => ['packing', value, { lane: 'fast', by: 'Ada' }]),
  ],
];

export function numberSentences({ open, itReads, itReadsAndGuards }: Suite): void {
  itReads.each(KEPT)('keeps %s', async (_, rows) => {
    const trial = open();
    trial.record(...rows);
    await trial.expectModel();
  });

  itReads.each(KEPT)('keeps %s, through bound handles too', async (_, rows) => {
    const trial = open();
    trial.recordBound(...rows);
    trial.record(...rows);
    await trial.expectModel();
  });

  itReads('gives the numbers of a plain model for any recordings over any catalog', async () => {
    await fc.assert(fc.asyncProperty(anyRecordings(), (recordings) => agreesWithModel(open(), recordings)));
  });

  itReadsAndGuards('has counters of closed sets at zero before anything is recorded', async () => {
    const trial = open();
    expectSeries(
      await trial.read('refunds'),
      [{ why: 'broken' }, {}].flatMap((why) =>
        [false, true].flatMap((partial) =>
          ['ok', 'late'].map((result) => ({ attributes: { result, partial, ...why }, value: 0 })),
        ),
      ),
    );
    expectSeries(await trial.read('visits'), [{ attributes: {}, value: 0 }]);
    for (const metric of ['orders', 'hints', 'queue', 'stock', 'packing'] as const) {
      expect(await trial.read(metric)).toEqual([]);
    }
  });
}

async function agreesWithModel(trial: Trial, { catalog, recordings }: Recordings): Promise<void> {
  const model = new PlainModel(trial.guards > 0);
  const recorders = bind(catalog, trial.backend) as unknown as Readonly<Record<string, AnyRecorder>>;
  for (const { metric, value, attributes: given, bound } of recordings) {
    // Without a guard an undefined attribute may be one more series, as it is in the SDK.
    const attributes = trial.guards > 0 ? given : withoutUndefined(given);
    const recorder = recorders[metric] as AnyRecorder;
    if (bound) call(recorder.with(attributes ?? {}), value);
    else call(recorder, value, attributes);
    expect(model.take(recorder.definition, value, attributes)).toBe(true);
  }
  for (const { definition } of Object.values(recorders)) {
    expectSeries(await trial.readMetric(definition), model.series(definition));
  }
}

function withoutUndefined(attributes: Recordings['recordings'][number]['attributes']): typeof attributes {
  return attributes && Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
