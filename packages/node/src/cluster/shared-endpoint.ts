import type { Exporter, MetricReading, MetricSource, MetricsExport } from '@portcall/exporters';
import { scrapeOnce } from './call-on.js';
import { endpointOf, type ScrapedAt, scrapedAt } from './endpoint-of.js';
import { Group, isTaken, reportAlone } from './group.js';
import { hasGroupFolder } from './group-folder.js';
import { isOneOfMany, isToldOf, leader, onOthers } from './leader.js';

/** Who waits for a port looks so often whether its owner has gone. */
const LOOK_EVERY_MS = 1_000;
/** Whoever has a port and does not answer a scrape by then is not waited for. */
const SCRAPED_WITHIN_MS = 1_000;

/**
 * What is scraped of a process that may be one of many. Alone it is what it has, and costs nothing more; from when there are
 * others it is what all have together.
 */
export class SharedEndpoint {
  /** Known with the first reading. */
  leader = 0;
  endpoint = '';
  private group: Group | undefined;
  private reading: MetricReading | undefined;
  private ownResource = (): MetricSource['resource'] => ({});
  private sharing = 0;
  private hasPort = false;
  private readonly waiting = new Set<NodeJS.Timeout>();
  private stopWatching = (): void => {};

  /** A source for an exporter that is scraped. Its resource is that of the group's first, as one endpoint is one target. */
  source(own: MetricSource, exporter: Exporter): MetricSource {
    this.ownResource = () => own.resource;
    const at = scrapedAt(exporter);
    const resource = (): MetricSource['resource'] => this.group?.resource ?? own.resource;
    return Object.freeze<MetricSource>({
      exportIntervalMillis: own.exportIntervalMillis,
      get resource() {
        return resource();
      },
      reading: (temporality) =>
        temporality === 'cumulative' ? this.share(own.reading(temporality), at) : own.reading(temporality),
    });
  }

  /** The first reading is what others are given. */
  private share(reading: MetricReading, at: ScrapedAt | undefined): MetricReading {
    if (this.sharing === 0) this.endpoint = endpointOf(this.ownResource()['service.name'], at);
    this.leader = leader(this.endpoint);
    this.reading ??= reading;
    this.sharing += 1;
    // Of port 0 each has its own, except under node:cluster.
    if (isOneOfMany() || (at?.port !== 0 && isToldOf(this.endpoint))) this.join();
    this.lookAround();
    return {
      ...reading,
      collect: async () => {
        this.lookAround();
        if (this.group === undefined) return reading.collect();
        try {
          return await this.group.collect();
        } catch (cause) {
          reportAlone(cause);
          return reading.collect();
        }
      },
    };
  }

  /** Opens what an exporter has to open, unless another one of the group has it: then as soon as that one has gone. */
  async start(exporter: Exporter): Promise<void> {
    if (exporter.pulled !== true || exporter.start === undefined || this.sharing === 0) {
      await exporter.start?.();
      return;
    }
    try {
      await exporter.start();
      this.stopWatching = onOthers(this.join);
      await this.serve();
    } catch (cause) {
      if (!isTaken(cause) || !(await this.isServed(exporter))) throw cause;
      this.waitForPort(exporter);
    }
  }

  /** What an exporter that is scraped does, and once it has ended the last reading is kept for the others. */
  leavingWith(exporting: MetricsExport): MetricsExport {
    return {
      ...exporting,
      flush: (timeoutMillis) => exporting.flush(timeoutMillis),
      shutdown: async (timeoutMillis) => {
        await exporting.shutdown(timeoutMillis);
        await this.leave();
      },
    };
  }

  private async leave(): Promise<void> {
    this.sharing -= 1;
    if (this.sharing > 0) return;
    this.stopWatching();
    for (const timer of this.waiting) clearInterval(timer);
    await this.group?.leave().catch(reportAlone);
  }

  private readonly join = (): void => {
    if (this.group !== undefined || this.sharing === 0) return;
    try {
      this.group = new Group(this, () => this.reading, this.ownResource);
      if (this.hasPort) void this.serve();
    } catch (cause) {
      reportAlone(cause);
    }
  };

  private async serve(): Promise<void> {
    this.hasPort = true;
    await this.group?.serves().catch(reportAlone);
  }

  /** Processes that this one has started, or who has started it, have opened a folder when they needed one. */
  private lookAround(): void {
    if (this.group === undefined && hasGroupFolder(this.leader, this.endpoint)) this.join();
  }

  private async isServed(exporter: Exporter): Promise<boolean> {
    if (isToldOf(this.endpoint)) return true;
    this.join();
    const at = scrapedAt(exporter);
    if (at !== undefined) await scrapeOnce(at, SCRAPED_WITHIN_MS);
    return this.group?.isServed(isOneOfMany()).catch(() => false) ?? false;
  }

  private waitForPort(exporter: Exporter): void {
    const timer = setInterval(() => {
      void exporter.start?.().then(
        () => {
          clearInterval(timer);
          return this.serve();
        },
        () => {},
      );
    }, LOOK_EVERY_MS).unref();
    this.waiting.add(timer);
  }
}
