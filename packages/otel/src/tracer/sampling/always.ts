import { NOT_RECORDED, SAMPLED, type Sampler } from './sampler.js';

/** Samples every span. */
export const alwaysOn: Sampler = Object.freeze({ shouldSample: () => SAMPLED, toString: () => 'AlwaysOnSampler' });

/** Samples none. */
export const alwaysOff: Sampler = Object.freeze({
  shouldSample: () => NOT_RECORDED,
  toString: () => 'AlwaysOffSampler',
});
