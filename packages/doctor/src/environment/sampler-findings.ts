import { environment, saidAt, shown } from '@portcall/core/internal';
import type { Finding } from '../finding.js';
import { undone } from './undone.js';

/** Samplers that leave nothing over. */
export function samplerFindings(): readonly Finding[] {
  const name = environment('OTEL_TRACES_SAMPLER');
  const argument = environment('OTEL_TRACES_SAMPLER_ARG');
  if (name === undefined) return [];
  if (name.endsWith('always_off')) return [off(`${saidAt('OTEL_TRACES_SAMPLER')} is ${name}`)];
  if (!name.endsWith('traceidratio') || argument === undefined) return [];
  const ratio = Number(argument);
  if (ratio === 0) return [off(`${saidAt('OTEL_TRACES_SAMPLER_ARG')} is 0`)];
  return ratio > 0 && ratio <= 1
    ? []
    : [
        {
          id: 'sampler.ratio',
          severity: 'loss',
          what: `${saidAt('OTEL_TRACES_SAMPLER_ARG')} is ${shown(argument)}`,
          cause: 'it is not a ratio',
          fix: 'give a number from 0 to 1',
        },
      ];
}

function off(what: string): Finding {
  return {
    id: 'sampler.off',
    severity: 'loss',
    what,
    cause: 'no trace that begins in this process is sampled, so that none of its spans is sent',
    fix: `${undone('OTEL_TRACES_SAMPLER')}, or give a ratio above 0`,
  };
}
