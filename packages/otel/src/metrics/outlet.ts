import { report } from '@portcall/core';
import type { Cell, Definition, SeriesAttributes } from '@portcall/metrics';
import type { Write } from './catalog-backend.js';
import { type EarlyRecordings, type EarlyRoom, earlyRecordings } from './early.js';
import { instrumentWrite } from './instrument-write.js';
import type { MeterSource } from './meter-source.js';

/** Where one metric's good values go: to its instrument, or, while there is no provider, to what is kept for it. */
export class Outlet {
  write: Write;
  private readonly early: EarlyRecordings;

  /** @param connectAll called when a recording finds that there is a provider now */
  constructor(
    private readonly definition: Definition,
    private readonly source: MeterSource,
    room: EarlyRoom,
    private readonly connectAll: () => void,
  ) {
    this.early = earlyRecordings(definition, room);
    this.write = this.keep;
    if (source.state() === 'open') this.connect([]);
  }

  /**
   * Moves over to the instrument of the provider there is now, with what was kept, or away from it where there is none.
   * @param known attributes of the series so far: a counter that starts anew has them at zero again
   */
  connect(known: readonly SeriesAttributes[]): void {
    if (this.source.state() !== 'open') {
      this.write = this.keep;
      return;
    }
    this.write = instrumentWrite(
      this.source.meter(this.definition.scope, this.definition.scopeVersion),
      this.definition,
    );
    if (this.definition.kind === 'counter') for (const attributes of known) this.write(0, attributes);
    this.early.handOver(this.write);
  }

  private readonly keep: Write = (value, attributes) => {
    switch (this.source.state()) {
      case 'waiting':
        this.early.write(value, attributes);
        // The zero that a counter starts with is made anew by whoever still has the recorder.
        if (value !== 0 || this.definition.kind !== 'counter') this.source.hold?.(this.connectAll);
        break;
      case 'closed':
        report({
          key: 'record.closed',
          message: `${this.definition.name}: recorded after telemetry was shut down; the value is lost; shut telemetry down last`,
        });
        break;
      case 'open':
        this.connectAll();
        this.write(value, attributes);
    }
  };
}

/** One series of an instrument. */
export class InstrumentCell implements Cell {
  constructor(
    private readonly outlet: Outlet,
    readonly attributes: SeriesAttributes,
  ) {}

  write(value: number): void {
    this.outlet.write(value, this.attributes);
  }
}
