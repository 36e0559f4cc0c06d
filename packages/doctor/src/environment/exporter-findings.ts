import { environment, listed, saidAt, shown } from '@portcall/core/internal';
import type { Finding } from '../finding.js';
import { isInFile, undone } from './undone.js';

const NAMES = ['otlp', 'prometheus', 'console', 'none'];
const VARIABLES = { spans: 'OTEL_TRACES_EXPORTER', metrics: 'OTEL_METRICS_EXPORTER' } as const;

export type Signal = keyof typeof VARIABLES;

/** Which exporters the environment names for a signal: without the variable, OTLP. */
export function exportersOf(signal: Signal): readonly string[] {
  return (environment(VARIABLES[signal]) ?? 'otlp').split(',').map((name) => name.trim());
}

/** Whether everything is switched off. */
export function isDisabled(): boolean {
  return environment('OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
}

/** What variables switch off, or name and there is not. */
export function exporterFindings(): readonly Finding[] {
  return [...disabledFindings(), ...namedFindings('spans'), ...namedFindings('metrics')];
}

function disabledFindings(): readonly Finding[] {
  const value = environment('OTEL_SDK_DISABLED')?.toLowerCase();
  if (value === undefined || value === 'false') return [];
  const named = saidAt('OTEL_SDK_DISABLED');
  return [
    value === 'true'
      ? {
          id: 'sdk.disabled',
          severity: 'loss',
          what: `${named} is true`,
          cause: 'everything works and nothing is recorded or sent',
          fix: undone('OTEL_SDK_DISABLED'),
        }
      : {
          id: 'sdk.disabled_unknown',
          severity: 'warning',
          what: `${named} is ${shown(value)}`,
          cause: 'only "true" switches off, so that everything is on',
          fix: `write true, or ${undone('OTEL_SDK_DISABLED')}`,
        },
  ];
}

function namedFindings(signal: Signal): readonly Finding[] {
  const variable = VARIABLES[signal];
  const names = exportersOf(signal);
  const unknown = names.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) return [unknownNames(variable, unknown)];
  if (names.every((name) => name === 'none')) return [noneFinding(variable, signal)];
  if (signal === 'spans' && names.every((name) => name === 'none' || name === 'prometheus')) return [noSpans(variable)];
  return [];
}

function noSpans(variable: string): Finding {
  return {
    id: 'exporter.no_spans',
    severity: 'loss',
    what: `${saidAt(variable)} names prometheus alone`,
    cause: 'Prometheus reads metrics, so that no spans are made',
    fix: `${undone(variable)}, or name otlp`,
  };
}

function noneFinding(variable: string, signal: Signal): Finding {
  return {
    id: 'exporter.none',
    severity: 'loss',
    what: isInFile(variable) ? `${saidAt(variable)} has no exporter of ${signal}` : `${variable} is none`,
    cause: `no ${signal} leave this process`,
    fix: isInFile(variable)
      ? 'add one there, in a processor or a reader'
      : `unset ${variable}, or name one of ${listed(['otlp', 'prometheus', 'console'])}`,
  };
}

function unknownNames(variable: string, unknown: readonly string[]): Finding {
  return {
    id: 'exporter.unknown',
    severity: 'loss',
    what: `${saidAt(variable)} names ${listed(unknown)}`,
    cause: 'there is no exporter of that name',
    fix: `use one of ${listed(NAMES)}, separated by commas`,
  };
}
