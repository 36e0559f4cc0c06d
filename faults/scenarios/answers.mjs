// Everything else a receiver can answer: twice in a row while the application works, and healthy afterwards.
import { afterShutdown, settled } from '../harness/findings.mjs';
import { atMost, exactly, lost, NOTHING_LOST, NOTHING_TWICE, NOTHING_UNSAID, SMALL } from '../harness/wanted.mjs';

const TIMES = 2;
const SETTLE_SECONDS = 40;
const ACCEPT = { kind: 'accept' };
const MEGABYTES = 1_048_576;

/** Nothing is lost, and nothing taken twice, because the receiver has taken nothing. */
export const REPEATED = [NOTHING_LOST, NOTHING_UNSAID, NOTHING_TWICE, SMALL];
/** The receiver has taken it, or may have, and its answer was lost. */
export const MAYBE_TWICE = [NOTHING_LOST, NOTHING_UNSAID, SMALL];
/** The receiver would refuse it again. */
const REFUSED = [NOTHING_UNSAID, NOTHING_TWICE, SMALL];

export const answered = (title, behaviour, wanted, { seconds = 6, env = {}, grpc, peers } = {}) => ({
  title,
  wanted,
  peers,
  async run({ peer, startReceiver, startApplication }) {
    const receiver = await startReceiver({ grpc });
    await receiver.behave(...new Array(TIMES).fill(behaviour), ACCEPT);
    const application = await startApplication({ peer, url: receiver.url, env });
    await application.ask('steady', { rate: 400, seconds });
    const settledAfter = await settled(receiver, application.ended(), SETTLE_SECONDS);
    return { ...(await afterShutdown(application, receiver)), settledAfter };
  },
});

export const PARTIAL = { kind: 'partial', rejected: 3, message: 'three \u001b[31mtoo old' };
export const REJECTED = [
  NOTHING_UNSAID,
  NOTHING_TWICE,
  atMost(3 * TIMES, 'lost, all counted', lost),
  exactly(3 * TIMES, 'counted', ({ lostCounted }) => lostCounted),
];

const retryAfter = (value) => ({ kind: 'status', status: 503, retryAfter: value });
const reset = (when) => ({ kind: 'reset', when });

export const answers = {
  'answer-500': answered('500, which is not retryable', { kind: 'status', status: 500 }, REFUSED),
  'answer-502': answered('502', { kind: 'status', status: 502 }, REPEATED),
  'answer-504': answered('504', { kind: 'status', status: 504 }, REPEATED),
  'answer-401': answered('401', { kind: 'status', status: 401 }, REFUSED),
  'answer-404': answered('404', { kind: 'status', status: 404 }, REFUSED),
  'retry-after-date': answered('Retry-After as a date', { kind: 'status', status: 503, retryAfterDate: 5 }, REPEATED),
  'retry-after-0': answered('Retry-After: 0', retryAfter('0'), REPEATED),
  'retry-after-abc': answered('Retry-After: abc', retryAfter('abc'), REPEATED),
  'retry-after-negative': answered('Retry-After: -5', retryAfter('-5'), REPEATED),
  'retry-after-1e12': answered('Retry-After: 1000000000000', retryAfter('1000000000000'), REFUSED),
  'drip-headers': answered('headers that do not end', { kind: 'drip-headers', everyMs: 500 }, REPEATED),
  'slow-drip': answered('an answer of 5 bytes in 5 s', { kind: 'drip', everyMs: 1_000, bytes: 5 }, MAYBE_TWICE),
  'reset-before': answered('a reset before the body', reset('before'), REPEATED),
  'reset-inside': answered('a reset inside of the body', reset('inside'), REPEATED),
  'reset-after': answered('a reset instead of an answer', reset('after'), MAYBE_TWICE),
  'reset-answering': answered('a reset inside of the answer', reset('answering'), MAYBE_TWICE),
  'close-idle': answered('idle connections are closed', { kind: 'close-idle', afterMs: 5 }, REPEATED),
  garbage: answered('200 with a body of nonsense', { kind: 'garbage' }, [NOTHING_LOST, NOTHING_TWICE, SMALL]),
  huge: answered('200 with 64 MB', { kind: 'huge', bytes: 64 * MEGABYTES }, MAYBE_TWICE),
  redirect: answered('307 elsewhere', { kind: 'redirect', status: 307 }, REFUSED),
  page: answered('200 with a page of HTML', { kind: 'page', type: 'text/html' }, REFUSED),
  partial: answered('partial success: 3 rejected', PARTIAL, REJECTED),
};
