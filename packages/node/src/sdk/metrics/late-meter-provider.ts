import { createNoopMeter, type Meter, type MeterOptions, type MeterProvider } from '@opentelemetry/api';
import { LateMeter } from './late-meter.js';

/**
 * A meter provider that costs nothing until somebody makes an instrument: then `make` is called, once. After the
 * shutdown of one that was never made, instruments record nowhere.
 */
export class LateMeterProvider<P extends MeterProvider & { shutdown(): Promise<void> }> implements MeterProvider {
  private made: P | undefined;
  private isOpen = true;

  constructor(private readonly make: () => P) {}

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    return new LateMeter(() => this.provider()?.getMeter(name, version, options) ?? createNoopMeter());
  }

  async shutdown(): Promise<void> {
    this.isOpen = false;
    await this.made?.shutdown();
  }

  private provider(): P | undefined {
    if (this.isOpen) this.made ??= this.make();
    return this.made;
  }
}
