import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { MetricsRequest } from '@portcall/formats';
import { jsonMetricsSteps, type MetricsStep, metricsSteps } from '@portcall/formats/internal';
import type { Collection, Temporality } from '@portcall/metrics';
import type { MetricSource, MetricsExport } from '../../exporter.js';
import { periodicExport } from '../../periodic-export.js';
import { reportCorrected } from '../sendable/corrections.js';
import { type FailedSend, type HttpSender, httpSender } from '../sending/http-sender.js';
import type { SignalSettings } from '../settings/signal-settings.js';
import { allOf, inTurns, keptOf, type SentRequest } from './in-turns.js';
import { temporalityFromEnvironment } from './temporality.js';
import { Undelivered } from './undelivered.js';

/**
 * Sends metrics every interval, as protobuf or JSON, in requests that are written one by one.
 * @throws Error for a protocol that cannot work
 */
export function otlpMetrics(source: MetricSource, settings: SignalSettings): MetricsExport {
  const { destination: to, protocol } = settings;
  const stepsOf = protocol === 'http/json' ? jsonMetricsSteps : metricsSteps;
  const temporality = temporalityFromEnvironment();
  const sender = httpSender({ what: 'metrics', settings });
  const sending = new MetricsSending(sender, to.shown, temporality);
  const told = {
    corrected: reportCorrected('metrics', to.shown),
    leftOut: (metric: string, value: unknown) => reportPoint(metric, value, to.shown),
  };
  return periodicExport(source.reading(temporality), source, {
    name: 'otlp',
    send: (collection: Collection) => sending.deliver(stepsOf(collection, source.resource, told)),
    end: () => sending.end(),
  });
}

/** What becomes of an export's requests, one after the other. */
class MetricsSending {
  private readonly undelivered: Undelivered;

  constructor(
    private readonly sender: HttpSender,
    private readonly to: string,
    private readonly temporality: Temporality,
  ) {
    this.undelivered = new Undelivered(to);
  }

  async deliver(steps: Iterable<MetricsStep>): Promise<void> {
    const requests = inTurns(steps);
    await this.undelivered.sendAgain((again) => this.send(inTurns(again)));
    this.undelivered.keep(this.undelivered.isEmpty ? await this.send(requests) : await allOf(requests));
  }

  async end(): Promise<void> {
    this.undelivered.end();
    await this.sender.shutdown();
  }

  /** @returns what to send again: of deltas what was not delivered */
  private async send(requests: AsyncIterator<SentRequest, void>): Promise<readonly MetricsRequest[]> {
    let failed: FailedSend | undefined;
    for (let next = await requests.next(); next.done !== true; next = await requests.next()) {
      const failure = await this.sender.send(next.value.bytes);
      if (failure === undefined) continue;
      next.value.keep?.(); // a connection that has not ended yet may still read it
      failed = failure;
      // A receiver that refuses one request may take another; one that cannot be reached will not.
      if (failure.isRefused) continue;
      this.reportFailed(failure);
      return this.temporality === 'delta' ? [keptOf(next.value), ...(await allOf(requests))] : [];
    }
    if (failed !== undefined) this.reportFailed(failed);
    return [];
  }

  private reportFailed({ reason, fix, isRefused }: FailedSend): void {
    report({
      key: 'export.metrics_failed',
      about: this.to,
      message: `metrics could not be delivered to ${this.to}: ${reason}; ${this.fate(isRefused)}; ${fix}`,
    });
  }

  private fate(isRefused: boolean): string {
    if (this.temporality === 'cumulative')
      return 'sums are cumulative, so the next export that gets through carries them';
    return isRefused ? 'they are deltas, and lost' : 'they are deltas, and sent again before the next ones';
  }
}

function reportPoint(metric: string, value: unknown, destination: string): void {
  report({
    key: 'export.points_unsendable',
    about: metric,
    message:
      `${metric}: a data point of ${shown(value)} cannot be sent to ${destination}; it is left out of this and every ` +
      'export that has it; record finite numbers only',
  });
}
