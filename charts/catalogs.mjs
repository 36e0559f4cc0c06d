// The catalogs that Portcall comes with, with objectives as an example: what you promise is yours to say, by withSlos().

import { slo, withSlos } from '@portcall/metrics';
import {
  callCatalog,
  chatCatalog,
  genAiCatalog,
  httpClientCatalog,
  httpServerCatalog,
  notificationCatalog,
  pluginCatalog,
} from '@portcall/ports';

export const chat = withSlos(chatCatalog(), [
  slo({
    name: 'stream_completion',
    description: 'Streams end with an answer.',
    objective: 0.99,
    bad: 'streamFailed',
    total: 'streamStarted',
  }),
  slo({
    name: 'first_token',
    description: 'The first token of the provider comes within five seconds.',
    objective: 0.95,
    histogram: 'ttftProvider',
    within: 5_000,
  }),
]);

export const notification = withSlos(notificationCatalog(), [
  slo({
    name: 'delivery_success',
    description: 'Endpoints accept notifications.',
    objective: 0.99,
    bad: 'failures',
    total: 'attempts',
  }),
  slo({
    name: 'delivery_latency',
    description: 'Notifications that are accepted are so within five seconds.',
    objective: 0.95,
    histogram: 'duration',
    within: 5,
  }),
]);

export const calls = withSlos(callCatalog(), [
  slo({
    name: 'success',
    description: 'Calls end without an error.',
    objective: 0.999,
    bad: { metric: 'calls', where: { outcome: ['error', 'rolled_back'] } },
    total: 'calls',
  }),
]);

export const plugins = withSlos(pluginCatalog(), [
  slo({
    name: 'success',
    description: 'Invocations of plugins succeed.',
    objective: 0.99,
    good: { metric: 'invocations', where: { status: 'success' } },
    total: 'invocations',
  }),
]);

export const httpServer = withSlos(httpServerCatalog(), [
  slo({
    name: 'availability',
    description: 'Requests are answered without an error of ours.',
    objective: 0.999,
    bad: { metric: 'duration', where: { 'error.type': { present: true } } },
    total: 'duration',
  }),
  slo({
    name: 'latency',
    description: 'Requests are answered within half a second.',
    objective: 0.95,
    histogram: 'duration',
    within: 0.5,
  }),
]);

export const httpClient = httpClientCatalog();

export const genAi = withSlos(genAiCatalog(), [
  slo({
    name: 'inference_success',
    description: 'Requests to models are answered.',
    objective: 0.99,
    bad: { metric: 'inferenceDuration', where: { 'error.type': { present: true } } },
    total: 'inferenceDuration',
  }),
]);
