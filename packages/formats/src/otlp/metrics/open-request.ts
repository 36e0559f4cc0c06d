import type { MetricDescription, SeriesPoint } from '@portcall/metrics';
import type { AttributesLike } from '../sendable-value.js';
import type { MetricPart, MetricsEncoding, WrittenPoint } from './metrics-encoding.js';

/** The request that is being written, with what is open in it: it begins with its first point. */
export class OpenRequest {
  points = 0;
  private scope: MetricDescription | undefined;
  private part: MetricPart | undefined;
  // How it was before the last point, and what that one needed.
  private lengthBefore = 0;
  private scopeBefore: MetricDescription | undefined;
  private partBefore: MetricPart | undefined;

  constructor(private readonly encoding: MetricsEncoding) {}

  /** @throws whatever reading the point throws, without it */
  add(part: MetricPart, point: SeriesPoint, attributes: AttributesLike | undefined): void {
    this.begin(part);
    try {
      if (part !== this.part) this.open(part);
      this.encoding.writePoint(point, attributes);
    } catch (cause) {
      this.takeBack();
      throw cause;
    }
  }

  /** Forgets the last point, once, and what was begun for it alone. */
  takeBack(): WrittenPoint {
    this.scope = this.scopeBefore;
    this.part = this.partBefore;
    this.points -= 1;
    return this.encoding.takeBack(this.lengthBefore);
  }

  /** Adds a point of `part` that was taken back. */
  addAgain(part: MetricPart, point: WrittenPoint): void {
    this.begin(part);
    if (part !== this.part) this.open(part);
    this.encoding.writeAgain(point);
  }

  /** @returns the whole request, valid until the next one begins */
  end(): Uint8Array {
    this.close();
    this.points = 0;
    return this.encoding.endRequest();
  }

  /** Ends what the next part is no part of. */
  private close(next?: MetricPart): void {
    if (this.part !== undefined) this.encoding.endMetric();
    this.part = undefined;
    if (this.scope === undefined || (next !== undefined && isSameScope(this.scope, next.metric))) return;
    this.encoding.endScope();
    this.scope = undefined;
  }

  private begin(part: MetricPart): void {
    if (part !== this.part) this.close(part);
    this.lengthBefore = this.encoding.length;
    this.scopeBefore = this.scope;
    this.partBefore = this.part;
    this.points += 1;
  }

  private open(part: MetricPart): void {
    const { encoding } = this;
    if (this.points === 1) encoding.beginRequest();
    if (this.scope === undefined) encoding.beginScope(part.metric);
    encoding.beginMetric(part);
    this.scope = part.metric;
    this.part = part;
  }
}

function isSameScope(a: MetricDescription, b: MetricDescription): boolean {
  return (
    a.scope === b.scope && a.scopeVersion === b.scopeVersion && (a.scopeSchemaUrl ?? '') === (b.scopeSchemaUrl ?? '')
  );
}
