import type { InstrumentKind } from '../declare/definition.js';
import { bareUnitWords } from '../declare/unit.js';

/**
 * What VictoriaMetrics makes of a name by Prometheus' rules: as the translator of Prometheus and the Collector did in 2023,
 * so that letters of any script stay, and a rate is not written twice.
 * Source: VictoriaMetrics v1.151 `lib/protoparser/opentelemetry/stream/sanitize.go`.
 */
export function victoriaMetricsName(name: string, unit: string, kind: InstrumentKind): string {
  const tokens = name.split(/[/_.\-: ]/).filter((token) => token !== '');
  const { main, per } = bareUnitWords(unit, /\{/);
  if (main !== '' && !tokens.includes(main)) tokens.push(main);
  if (per !== '' && !tokens.includes(per)) tokens.push('per', per);
  if (kind === 'counter') moveToEnd(tokens, 'total');
  // What goes up and down is a gauge here.
  else if (unit === '1' && kind !== 'histogram') moveToEnd(tokens, 'ratio');
  return tokens.join('_');
}

/** The first of them alone. */
function moveToEnd(tokens: string[], token: string): void {
  const at = tokens.indexOf(token);
  if (at >= 0) tokens.splice(at, 1);
  tokens.push(token);
}
