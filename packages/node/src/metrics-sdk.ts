// import '@portcall/node/metrics-sdk'
//
// For bundles: takes OpenTelemetry's metrics SDK along, which bundlers cannot see that instruments of libraries and
// `aggregation: 'sdk'` load. It imports nothing of this package, so that it is no part of what everybody loads.
import * as metricsSdk from '@opentelemetry/sdk-metrics';
import { processWide } from '@portcall/core/internal';

processWide('node.packages', () => new Map<string, unknown>()).set('@opentelemetry/sdk-metrics', metricsSdk);
