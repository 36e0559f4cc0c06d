import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { safely } from '@portcall/core/internal';
import { openKnownCall } from '@portcall/trace/internal';
import { Exchange, spanMethod } from './exchange.js';
import { knownMethod, typeOfMethod } from './http-method.js';
import { headerOf, type Incoming } from './incoming.js';
import { requestAttributes, schemeOf } from './request-attributes.js';

/** A request has come in: its call begins, below the span of whoever sent it. */
export function beginExchange(request: Incoming): Exchange {
  const { isUpgrade, headers, getter, version } = request;
  const method = knownMethod(request.method);
  const scheme = schemeOf(request);
  const isStream = isUpgrade || headerOf(request, 'accept')?.includes('text/event-stream') === true;
  const parent = safely('call.propagator', 'the trace of a request', () =>
    propagation.extract(ROOT_CONTEXT, headers, getter),
  );
  const call = openKnownCall(
    spanMethod(method),
    { type: isStream ? 'action' : typeOfMethod(method), kind: 'server', parent: parent ?? ROOT_CONTEXT },
    requestAttributes(request, method, scheme),
  );
  return new Exchange(call, { method, scheme, version });
}
