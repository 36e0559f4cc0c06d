import { runningCall } from '../running/call.js';

/**
 * Notes in the running call's trace that it sends a request to another service now; does nothing outside of one. For what makes
 * spans of requests: a request that is a call of kind `client` itself is known by that.
 * @param to host and port, or what else it is known by. Never throws
 */
export function recordRequest(to: string): void {
  runningCall()?.recordRequest(to);
}
