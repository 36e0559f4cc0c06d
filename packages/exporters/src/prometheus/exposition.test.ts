import { emptyResource } from '@opentelemetry/resources';
import { exposition } from './exposition.js';

it.each([{}, { short: true }])('ends its text with a line feed where there is nothing to say', (options) => {
  const text = exposition(options)({ resource: emptyResource(), scopeMetrics: [] });
  expect(text).toMatch(/# no registered metrics\n$/);
});
