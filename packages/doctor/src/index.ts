export { examine } from './examine.js';
export type { Finding, Severity } from './finding.js';
