import { type ListVariable, listVariable, readList } from '@portcall/core/internal';

const NAMES = { names: undefined, what: 'instrumentation', by: 'OpenTelemetry JS' } as const;
const FAMILY = '@opentelemetry/instrumentation-';

export const ENABLED_INSTRUMENTATIONS: ListVariable<string> = listVariable({
  ...NAMES,
  name: 'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
  default: 'all that are given',
  does: 'Which of `instrumentations` are switched on: `http` for @opentelemetry/instrumentation-http',
});

export const DISABLED_INSTRUMENTATIONS: ListVariable<string> = listVariable({
  ...NAMES,
  name: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
  default: 'none',
  does: 'Which of `instrumentations` are not switched on, whatever else says so',
});

/** Those that the environment lets be switched on. */
export function letOn<I>(instrumentations: readonly I[], nameOf: (one: I) => string): readonly I[] {
  const enabled = readList(ENABLED_INSTRUMENTATIONS);
  const disabled = readList(DISABLED_INSTRUMENTATIONS);
  return instrumentations.filter((one) => {
    const name = nameOf(one).toLowerCase();
    const isNamed = (names: readonly string[]): boolean =>
      names.includes(name) || names.includes(name.replace(FAMILY, ''));
    return (enabled === undefined || isNamed(enabled)) && !(disabled !== undefined && isNamed(disabled));
  });
}
