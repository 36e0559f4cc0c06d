// The faults that matter most, over the other protocols. The peers' lock file has exporters for protobuf over HTTP only, so these
// are run by Portcall alone.
import { exactly } from '../harness/wanted.mjs';
import { answered, MAYBE_TWICE, PARTIAL, REJECTED, REPEATED } from './answers.mjs';
import { answering, gone, outage } from './outages.mjs';

const PEERS = ['portcall'];
const NONE_TOO_EARLY = exactly(0, 'requests inside the window', ({ tooEarly }) => tooEarly);
const SECONDS = 10;
/** So that one that hangs is given up soon. */
const IMPATIENT = { OTEL_EXPORTER_OTLP_TIMEOUT: '2000' };

const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

/** @param over what the application and its receiver speak */
const rows = (over, statuses) => {
  const away = (title, of) => outage({ title, rate: 200, seconds: SECONDS, ...of, ...over, peers: PEERS });
  const status = (title, behaviour, wanted) =>
    away(title, { ...answering(() => ({ kind: 'status', ...behaviour })), wanted });
  const twice = (title, behaviour, wanted) =>
    answered(title, behaviour, wanted, { ...over, env: { ...over.env, ...IMPATIENT }, peers: PEERS });
  const { unavailable, exhausted, wait } = statuses;
  return {
    outage: away(`${SECONDS} s outage at 200/s`, gone),
    unavailable: status(`${unavailable.said} for ${SECONDS} s`, unavailable),
    'unavailable-wait': status(
      `${unavailable.said} with ${wait} of ${SECONDS} s`,
      { ...unavailable, retryAfter: String(SECONDS) },
      [NONE_TOO_EARLY],
    ),
    'exhausted-wait': status(
      `${exhausted.said} with ${wait} of ${SECONDS} s`,
      { ...exhausted, retryAfter: String(SECONDS) },
      [NONE_TOO_EARLY],
    ),
    hang: twice('no answer', { kind: 'hang' }, REPEATED),
    'reset-before': twice('a reset before it is taken', { kind: 'reset', when: 'before' }, REPEATED),
    'reset-after': twice('a reset instead of an answer', { kind: 'reset', when: 'after' }, MAYBE_TWICE),
    partial: twice('partial success: 3 rejected', PARTIAL, REJECTED),
  };
};

const named = (prefix, all) => Object.fromEntries(Object.entries(all).map(([name, one]) => [`${prefix}-${name}`, one]));

export const overGrpc = named(
  'grpc',
  rows(
    { grpc: true, env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' } },
    {
      unavailable: { said: 'UNAVAILABLE', status: UNAVAILABLE },
      exhausted: { said: 'RESOURCE_EXHAUSTED', status: RESOURCE_EXHAUSTED },
      wait: 'a RetryInfo',
    },
  ),
);

export const overJson = named(
  'json',
  rows(
    { env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' } },
    {
      unavailable: { said: '503', status: 503 },
      exhausted: { said: '429', status: 429 },
      wait: 'a Retry-After',
    },
  ),
);
