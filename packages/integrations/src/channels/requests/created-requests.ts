import { channel } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { processWide } from '@portcall/core/internal';
import type { Subscriptions } from '../subscribing/subscriptions.js';

const CREATED = 'http.client.request.created';

type Render = (this: ClientRequest) => void;
type Write = (this: ClientRequest, ...args: unknown[]) => void;

/** Who listens, and what was in its place; one for all copies of this package. */
const announcing = processWide('integrations.created-requests', () => ({
  listeners: 0,
  original: undefined as Render | undefined,
  /** Whose headers are being written, which has been announced. */
  announced: undefined as ClientRequest | undefined,
}));

/**
 * Has Node 20 publish what Node publishes itself since 22.12 and 23.2: that a request has been made. All that Node 20
 * says of a request it says when its headers are sent, and then nothing can be added to them. A request is announced when
 * its headers are about to be written; one whose headers the app gave as an array, or that has `Expect`, when they have been, as it is
 * made.
 */
export function announceCreatedRequests(to: Subscriptions): void {
  if (publishesCreated()) return;
  if (announcing.listeners === 0) announce();
  announcing.listeners += 1;
  to.onEnd(() => {
    announcing.listeners -= 1;
    if (announcing.listeners === 0) fallSilent();
  });
}

const PROTOTYPE = ClientRequest.prototype as ClientRequest & { _implicitHeader?: Render; _storeHeader?: Write };

function announce(): void {
  const { _implicitHeader: original, _storeHeader: write } = PROTOTYPE;
  if (typeof original !== 'function' || typeof write !== 'function') return;
  const created = channel(CREATED);
  announcing.original = original;
  PROTOTYPE._implicitHeader = function announced(this: ClientRequest) {
    if (!this.headersSent) created.publish({ request: this });
    announcing.announced = this;
    try {
      return original.call(this);
    } finally {
      announcing.announced = undefined;
    }
  };
  PROTOTYPE._storeHeader = function announced(this: ClientRequest, ...args) {
    Reflect.apply(write, this, args);
    if (announcing.announced !== this) created.publish({ request: this });
  };
}

function fallSilent(): void {
  const { original } = announcing;
  if (original === undefined) return;
  PROTOTYPE._implicitHeader = original;
  // It is that of all messages.
  delete PROTOTYPE._storeHeader;
  announcing.original = undefined;
}

/** Whether Node says of a request when it has been made, and not only when it has been sent. */
export function publishesCreated(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 2) || (major === 22 && minor >= 12);
}
