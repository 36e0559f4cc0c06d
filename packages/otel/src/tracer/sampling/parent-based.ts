import { isSpanContextValid, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { GuardedSpan } from '../../spans/guard/guarded-span.js';
import { alwaysOff, alwaysOn } from './always.js';
import type { Sampler } from './sampler.js';

/** Does what was decided for the parent; spans without a parent are up to `root`. */
export function parentBased(root: Sampler): Sampler {
  return Object.freeze<Sampler>({
    shouldSample(context, ...asked) {
      const parent = trace.getSpan(context);
      const flags = parent === undefined ? undefined : flagsOf(parent);
      if (flags === undefined) return root.shouldSample(context, ...asked);
      const follow = (flags & TraceFlags.SAMPLED) === 0 ? alwaysOff : alwaysOn;
      return follow.shouldSample(context, ...asked);
    },
    toString: () => `ParentBased{root=${root.toString()}, ${FOLLOWING}}`,
  });
}

const [on, off] = [alwaysOn.toString(), alwaysOff.toString()];
const FOLLOWING = `remoteParentSampled=${on}, remoteParentNotSampled=${off}, localParentSampled=${on}, localParentNotSampled=${off}`;

/** Undefined for a parent that has no valid ids. Of a span of ours nothing is written to read them. */
function flagsOf(parent: Span): number | undefined {
  if (parent instanceof GuardedSpan) return parent.ids.traceFlags;
  const spanContext = parent.spanContext();
  return isSpanContextValid(spanContext) ? spanContext.traceFlags : undefined;
}
