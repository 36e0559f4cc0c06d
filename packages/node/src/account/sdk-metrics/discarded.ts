import { discardedRecordings, type MetricPoints } from '@portcall/metrics';
import { counterOf } from './points.js';

/** What was recorded with `onCommit` and discarded, since this was made: what is counted is the whole process. */
export class Discarded {
  private readonly before = new Map(discardedRecordings().map(({ metric, count }) => [metric, count]));

  points(startTime: number): MetricPoints[] {
    const said = discardedRecordings()
      .map(({ metric, count }) => ({
        attributes: { 'portcall.metric.name': metric },
        value: count - (this.before.get(metric) ?? 0),
      }))
      .filter(({ value }) => value > 0);
    return counterOf(
      {
        name: 'portcall.metric.recording.discarded',
        unit: '{recording}',
        description: 'The recordings made with onCommit in transactions that were not committed, once per recording.',
      },
      startTime,
      said,
    );
  }
}
