import type { AlertRule, Labels } from '../rule.js';
import type { AlertTest } from './rule-test.js';

/** An alert that fires once, with these labels and this value. */
export function fires(rule: AlertRule, eval_time: string, labels: Labels, value: number): AlertTest {
  const exp_labels = { ...labels, ...rule.labels };
  const annotations = Object.entries(rule.annotations).map(([name, text]) => [name, expanded(text, exp_labels, value)]);
  return {
    ...{ eval_time, alertname: rule.alert },
    exp_alerts: [{ exp_labels, exp_annotations: Object.fromEntries(annotations) as Labels }],
  };
}

export function staysSilent(rule: AlertRule, eval_time: string): AlertTest {
  return { eval_time, alertname: rule.alert, exp_alerts: [] };
}

/** What Prometheus makes of the few templates that annotations here have. */
function expanded(text: string, labels: Labels, value: number): string {
  return text
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
    .replaceAll('{{ $value | humanizePercentage }}', `${Number((value * 100).toPrecision(4))}%`)
    .replaceAll('{{ $value }}', String(value));
}
