/** What a receiver of gRPC does with a call. All but `refuse-unread` have read its message first. */
export type GrpcBehaviour =
  /** OK, and the telemetry counts as accepted. */
  | { readonly kind: 'accept' }
  /** The same after a while. */
  | { readonly kind: 'slow'; readonly afterMs: number }
  /** Any other status, in trailers behind an empty answer or as the only thing there is. */
  | {
      readonly kind: 'status';
      readonly status: number;
      /** As it is sent: percent-encoded. */
      readonly message?: string;
      readonly retryDelayMillis?: number;
      /** The header grpc-status-details-bin as it is, in place of the delay. */
      readonly details?: string;
      readonly isTrailersOnly?: boolean;
    }
  /** Another status at once, whatever is still to come. */
  | { readonly kind: 'refuse-unread'; readonly status: number; readonly message: string }
  /** An answer of HTTP, as proxies and web servers give it. */
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** OK with a partial success: so many of the items were rejected, or none with a warning. All counts as accepted. */
  | { readonly kind: 'partial'; readonly rejected: number; readonly message: string; readonly isCompressed?: boolean }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Begins an answer, and sends one byte of it at a time, for ever. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** Accepts, and ends its answer without a status. */
  | { readonly kind: 'without-status' }
  /** Accepts with an answer of so many bytes; the message in it is not one. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** Accepts with a message that is neither whole nor protobuf. */
  | { readonly kind: 'garbage' }
  /** Takes no calls on this connection any more, and this one neither, by GOAWAY. */
  | { readonly kind: 'go-away' }
  /** Accepts, and takes no calls on this connection any more. */
  | { readonly kind: 'accept-and-go-away' }
  /** Ends the stream with an error of HTTP/2, such as 7 for one that it has not looked at. */
  | { readonly kind: 'reset-stream'; readonly code: number }
  /** Closes the connection instead of answering. */
  | { readonly kind: 'close' }
  /** Accepts, and closes the connection while it is idle. */
  | { readonly kind: 'close-after' };
