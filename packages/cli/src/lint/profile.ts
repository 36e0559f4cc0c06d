import type { Naming, NamingPath } from '@portcall/metrics';
import type { LabelPath } from '@portcall/metrics/internal';

/** Where a catalog's metrics end up: in a back end as it is by default, or, for a naming, wherever that promises. */
export type Profile = Naming | BackEnd;

export type BackEnd = 'prometheus3' | 'collector' | 'mimir' | 'victoriametrics';

/** What a back end makes of OTLP when nobody has told it otherwise. */
export interface Translation {
  /** As people call it. */
  readonly called: string;
  readonly names: NamingPath;
  readonly labels: LabelPath;
  /** How it is told to name metrics as the endpoint of this process does. */
  readonly todo: string;
}

const TRANSLATIONS: Readonly<Record<BackEnd, Translation>> = {
  prometheus3: {
    called: 'Prometheus 3',
    names: 'underscore_suffixes',
    labels: 'prometheus_otlp',
    todo: 'set otlp.translation_strategy to UnderscoreEscapingWithSuffixes',
  },
  collector: {
    called: 'the Collector',
    names: 'underscore_suffixes',
    labels: 'collector',
    todo: 'set translation_strategy to UnderscoreEscapingWithSuffixes',
  },
  mimir: {
    called: 'Mimir',
    names: 'underscore',
    labels: 'prometheus_otlp',
    todo: 'start it with -distributor.otel-metric-suffixes-enabled=true',
  },
  victoriametrics: {
    called: 'VictoriaMetrics',
    names: 'untranslated',
    labels: 'victoria_metrics',
    todo: 'start it with -opentelemetry.usePrometheusNaming',
  },
};

export const PROFILES: readonly Profile[] = ['suffix', 'exact', 'otel', ...(Object.keys(TRANSLATIONS) as BackEnd[])];

/** What a profile's back end does; undefined for a naming. */
export function translationOf(profile: Profile | undefined): Translation | undefined {
  return Object.hasOwn(TRANSLATIONS, profile ?? '') ? TRANSLATIONS[profile as BackEnd] : undefined;
}

/** The naming that a catalog is held to: its own, unless the profile is another one. */
export function namingOf(profile: Profile | undefined, own: Naming): Naming {
  return profile === undefined || translationOf(profile) !== undefined ? own : (profile as Naming);
}
