import { type ChannelsOptions, channels } from '@portcall/integrations/channels';
import { noop } from '@portcall/metrics';

/** Listens from now on. @returns ends it */
export function listening(options?: ChannelsOptions): () => void {
  return channels(options).start({ backend: noop() });
}

/** Listens during the tests of this `describe`, or as `listenAs` says. */
export function listenToChannels(options?: ChannelsOptions): (others: ChannelsOptions) => () => void {
  let end: () => void;
  beforeAll(() => {
    end = listening(options);
  });
  afterAll(() => end());
  return (others) => {
    end();
    end = listening({ ...options, ...others });
    return () => {
      end();
      end = listening(options);
    };
  };
}
