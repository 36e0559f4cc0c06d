import { createNoopMeter, type Meter, type MeterOptions, type MeterProvider } from '@opentelemetry/api';
import { report } from '@portcall/core';
import type { Backend } from '@portcall/metrics';
import { LateMeter } from './late-meter.js';

/**
 * A meter provider that costs nothing until somebody makes an instrument: then `make` is called, once. After the
 * shutdown of one that was never made, and where it cannot be made, instruments record nowhere: whoever makes one never
 * sees why, which is reported.
 */
export class LateMeterProvider<P extends MeterProvider & { shutdown(): Promise<void> }> implements MeterProvider {
  private made: P | undefined;
  private isOpen = true;

  constructor(
    private readonly make: () => P,
    private readonly backend: Backend,
  ) {}

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    const make = (): Meter => this.provider()?.getMeter(name, version, options) ?? createNoopMeter();
    return new LateMeter(make, this.backend);
  }

  async shutdown(): Promise<void> {
    this.isOpen = false;
    await this.made?.shutdown();
  }

  private provider(): P | undefined {
    if (this.made === undefined && this.isOpen) {
      try {
        this.made = this.make();
      } catch (cause) {
        this.isOpen = false;
        reportUnmade(cause);
      }
    }
    return this.made;
  }
}

function reportUnmade(cause: unknown): void {
  report({
    key: 'record.meter_provider',
    message:
      'telemetry: @opentelemetry/sdk-metrics cannot be loaded; what libraries record through the OpenTelemetry API is lost, and catalogs ' +
      'record as ever; npm install @opentelemetry/sdk-metrics',
    cause,
  });
}
