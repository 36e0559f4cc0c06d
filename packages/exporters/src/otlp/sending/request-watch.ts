import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { plainText } from '../../plain-text.js';
import { secretsOf } from '../secrets.js';

/** What was seen of an exporter's requests, which its results do not tell. */
export interface RequestWatch {
  /** The status of the newest answer; undefined where the newest request got none. */
  readonly status: number | undefined;
  /** What answers must not be quoted with. */
  readonly secrets: readonly string[];
}

/** What of an exporter the watch wraps. */
interface Watchable {
  shutdown(): Promise<void>;
}

interface WatchedAgent extends Agent {
  addRequest(request: ClientRequest, ...rest: readonly unknown[]): void;
}

/** The part of OpenTelemetry's OTLP exporters that makes agents. It is private, and there is no other way in that keeps its certificates. */
interface WithTransport {
  readonly _delegate?: {
    readonly _transport?: {
      readonly _transport?: {
        readonly _parameters?: { agentFactory?: (protocol: string) => WatchedAgent | Promise<WatchedAgent> };
      };
    };
  };
}

/** Watches the requests of an OTLP exporter: of an answer that it retries it keeps no status. */
export function watchRequests(exporter: Watchable, url: URL): RequestWatch {
  const watch: { status: number | undefined; secrets: readonly string[] } = {
    status: undefined,
    secrets: secretsOf(url, {}),
  };
  const parameters = (exporter as WithTransport)._delegate?._transport?._transport?._parameters;
  const makeAgent = parameters?.agentFactory;
  if (makeAgent === undefined) return watch;
  parameters!.agentFactory = async (protocol) => {
    const agent = await makeAgent(protocol);
    closeAfterShutdown(exporter, agent);
    const add = agent.addRequest.bind(agent);
    agent.addRequest = (request, ...rest) => {
      watch.status = undefined;
      watch.secrets = secretsOf(url, request.getHeaders());
      request.once('response', (response: IncomingMessage) => {
        watch.status = response.statusCode;
        // OpenTelemetry's exporter says it to `diag` as it comes.
        response.statusMessage = plainText(response.statusMessage ?? '');
      });
      add(request, ...rest);
    };
    return agent;
  };
  return watch;
}

/** An exporter that has ended keeps its connections open otherwise, for as long as the receiver does. */
function closeAfterShutdown(exporter: Watchable, agent: Agent): void {
  const shutdown = exporter.shutdown.bind(exporter);
  exporter.shutdown = async () => {
    try {
      await shutdown();
    } finally {
      agent.destroy();
    }
  };
}
