import { abandonedWith } from './forgotten.js';
import type { RunningModelCall } from './running-model-call.js';

/**
 * What both libraries give for a request: a promise that parses its response once it is asked for it, and not at all where it
 * is asked for the response itself.
 */
interface ApiPromise {
  responsePromise: Promise<unknown>;
  parseResponse: (...args: unknown[]) => unknown;
  asResponse?: () => Promise<unknown>;
}

function isApiPromise(given: unknown): given is ApiPromise {
  const { responsePromise, parseResponse } = (given ?? {}) as Partial<ApiPromise>;
  return responsePromise instanceof Promise && typeof parseResponse === 'function';
}

/**
 * Tells what becomes of a request, without asking for its response: that stays with who holds the promise.
 * @param answered told what was parsed
 * @returns the promise to hand out, which is the one given where it is one of these libraries'
 */
export function followRequest(given: unknown, call: RunningModelCall, answered: (answer: unknown) => void): unknown {
  if (isApiPromise(given)) {
    followApiPromise(given, call, answered);
    return given;
  }
  if (!(given instanceof Promise)) {
    call.succeeded();
    return given;
  }
  return given.then(
    (answer: unknown) => {
      answered(answer);
      return answer;
    },
    (error: unknown) => {
      call.failed(error);
      throw error;
    },
  );
}

function followApiPromise(promise: ApiPromise, call: RunningModelCall, answered: (answer: unknown) => void): void {
  const { parseResponse, asResponse } = promise;
  let isParsed = false;
  // In its place, and not beside it: one that nobody handles is to stay unhandled.
  promise.responsePromise = promise.responsePromise.catch((error: unknown) => {
    call.failed(error);
    throw error;
  });
  promise.parseResponse = async (...args) => {
    isParsed = true;
    try {
      const answer: unknown = await Reflect.apply(parseResponse, promise, args);
      answered(answer);
      return answer;
    } catch (error) {
      call.failed(error);
      throw error;
    }
  };
  if (asResponse !== undefined) {
    promise.asResponse = async () => {
      const response = await Reflect.apply(asResponse, promise, []);
      // Who reads the response by hand has the tokens for himself.
      if (!isParsed) call.succeeded();
      return response;
    };
  }
  abandonedWith(promise, call);
}
