import type { Backend, MetricPoints, Temporality } from '@portcall/metrics';
import type { Resource } from '../../resource/resource.js';
import { LateMeterProvider } from './late-meter-provider.js';
import { type MeterProvider, metricsSdk } from './metrics-sdk.js';
import { type SdkReading, type SdkReadingOptions, sdkReading } from './sdk-reading.js';

/** What third parties record through the OpenTelemetry API: nothing of the SDK is loaded until one makes an instrument. */
export interface ThirdParties {
  readonly provider: LateMeterProvider<MeterProvider>;
  /** One reader's view of it. One that is asked for once instruments exist stays empty. */
  reading(temporality: Temporality): Pick<SdkReading, 'points'>;
}

export interface ThirdPartiesOptions {
  /** What catalogs are bound to, whoever binds them to OpenTelemetry's global provider. */
  readonly backend: Backend;
  readonly resource: Resource;
  /** Series per instrument above which the SDK drops all attributes. */
  readonly cardinalityLimit: number;
  readonly exportTimeoutMillis: number;
}

export function thirdParties({ resource, backend, ...limits }: ThirdPartiesOptions): ThirdParties {
  const asked: LateReading[] = [];
  const provider = new LateMeterProvider(() => {
    const { MeterProvider } = metricsSdk();
    const readings = asked.map((late) => late.open(limits));
    return new MeterProvider({ resource, readers: readings.map(({ reader }) => reader) });
  }, backend);
  return {
    provider,
    reading(temporality) {
      const reading = new LateReading(temporality);
      asked.push(reading);
      return reading;
    },
  };
}

/** Empty until there is a provider. */
class LateReading {
  private reading: SdkReading | undefined;

  constructor(private readonly temporality: Temporality) {}

  open(limits: Omit<SdkReadingOptions, 'temporality'>): SdkReading {
    this.reading = sdkReading({ temporality: this.temporality, ...limits });
    return this.reading;
  }

  async points(): Promise<readonly MetricPoints[]> {
    return this.reading === undefined ? [] : this.reading.points();
  }
}
