import { safely } from '@portcall/core/internal';
import { beginExchange } from './begin-exchange.js';
import type { Exchange } from './exchange.js';
import { exchangeOf, keepExchange, runningExchange } from './exchanges.js';
import { fetchIncoming } from './fetch-incoming.js';
import { sizeIn } from './request-attributes.js';

/**
 * Answers a request of a server that need not be one of Node's: in the call that it has already, or in one that begins here and
 * ends when the answer is given.
 * @param incoming Node's request, where there is one
 */
export async function answerFetch(
  request: Request,
  incoming: unknown,
  answer: (exchange: Exchange | undefined) => Promise<Response>,
): Promise<Response> {
  const known = exchangeOf(incoming) ?? exchangeOf(request) ?? runningExchange();
  const exchange = known === undefined ? begun(request) : undefined;
  if (exchange === undefined) return answer(known);
  try {
    const response = await exchange.run(answer, exchange);
    const bodySize = sizeIn(response.headers.get('content-length') ?? undefined);
    exchange.ended({ status: response.status, isCutOff: false, bodySize });
    return response;
  } catch (thrown) {
    exchange.threw(thrown);
    exchange.ended({ status: undefined, isCutOff: false });
    throw thrown;
  }
}

function begun(request: Request): Exchange | undefined {
  return safely('call.integration', 'a request', () => {
    const exchange = beginExchange(fetchIncoming(request));
    keepExchange(request, exchange);
    return exchange;
  });
}
