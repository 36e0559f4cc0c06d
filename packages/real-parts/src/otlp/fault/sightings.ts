import type { OtlpSpan } from '../otlp-data.js';

/** How often a span arrived, and how often it was accepted. */
export interface Sighting {
  readonly seen: number;
  readonly accepted: number;
}

/** Every span that arrived, by its id. */
export class Sightings {
  private readonly bySpan = new Map<string, { seen: number; accepted: number }>();

  see(spans: readonly OtlpSpan[]): void {
    for (const { spanId } of spans) this.at(spanId).seen += 1;
  }

  accept(spans: readonly OtlpSpan[]): void {
    for (const { spanId } of spans) this.at(spanId).accepted += 1;
  }

  get all(): ReadonlyMap<string, Sighting> {
    return this.bySpan;
  }

  /** How often a span was accepted that had been accepted before. */
  get duplicates(): number {
    return [...this.bySpan.values()].reduce((sum, { accepted }) => sum + Math.max(accepted - 1, 0), 0);
  }

  private at(spanId: string): { seen: number; accepted: number } {
    const known = this.bySpan.get(spanId) ?? { seen: 0, accepted: 0 };
    this.bySpan.set(spanId, known);
    return known;
  }
}
