// import '@portcall/node/metrics-sdk'
//
// For bundles: takes OpenTelemetry's metrics SDK along, which bundlers cannot see that instruments of libraries and
// `aggregation: 'sdk'` load.
import * as metricsSdk from '@opentelemetry/sdk-metrics';
import { give } from './sdk/lazily.js';

give('@opentelemetry/sdk-metrics', metricsSdk);
