import { leLabel } from '@portcall/metrics/internal';
import type { Advice } from './advice.js';

/** A rule that matches `le="5"` has no data behind a scrape by Prometheus 3. */
export const boundariesHaveOneLabel: Advice = ({ boundaries = [] }) => {
  const differing = boundaries.filter((bound) => leLabel(bound, 'prometheus_scrape') !== leLabel(bound, 'otlp'));
  const [first] = differing;
  if (first === undefined) return undefined;
  const [scraped, received] = [leLabel(first, 'prometheus_scrape'), leLabel(first, 'otlp')];
  const others = differing.length === 1 ? '' : `, and ${differing.length - 1} more differ`;
  return {
    id: 'le-integer',
    wrong: `boundary ${received} is le="${scraped}" where Prometheus 3 scrapes and le="${received}" through OTLP${others}`,
    todo: `match both in queries, as le=~"${received.replaceAll('.', '\\\\.')}(\\\\.0)?", or use fractions as boundaries`,
  };
};
