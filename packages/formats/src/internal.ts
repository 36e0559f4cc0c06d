/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */
export { type EncodedRequest, halvesOf, itemsOf } from './otlp/halving/halves.js';
export { joined } from './otlp/halving/joined.js';
export { mergedRequestsSteps } from './otlp/merging/merged-requests.js';
export {
  jsonMetricsSteps,
  type MetricsStep,
  metricsSteps,
} from './otlp/metrics/metrics-requests.js';
export {
  type AttributesLike,
  areSendable,
  type Corrected,
  sendableAttributes,
  sendableText,
} from './otlp/sendable-value.js';
export { TRANSLATION_STRATEGIES } from './prometheus/names/translation.js';
export { type ScrapeFormat, scrapeFormat } from './prometheus/negotiation.js';
export { scrapeWriter } from './prometheus/scrape-writer.js';
