import { ChatClient, type Listener } from './chat-client.js';

/** One pixel, transparent. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

type User = (name: string) => ChatClient;
type Texts = ReadonlyMap<string, string>;

/**
 * Uses the chat service as many users at once, over real connections, until everything it can measure has happened at
 * least once. The same requests every time; only their timing differs.
 *
 * @param baseUrl the service's address
 * @param texts what is asked about and uploaded, by name
 */
export async function runLoad(baseUrl: string, texts: Texts): Promise<void> {
  const user: User = (name) => new ChatClient(baseUrl, name);
  await Promise.all(SCENARIOS.map((scenario) => scenario(user, texts)));
  await user('operator').untilSettled();
}

type Scenario = (user: User, texts: Texts) => Promise<unknown>;

const readersAskAboutEveryText: Scenario = (user, texts) =>
  Promise.all(
    [...texts.keys()].map(async (name) => {
      const reader = user(`reader-of-${name}`);
      await reader.ask({ threadId: `reading-${name}`, question: `60 words of ${name}, please` });
      await reader.ask({ threadId: `reading-${name}`, question: `40 more words of ${name}`, model: 'quill-small' });
    }),
  );

const theProviderFails: Scenario = async (user) => {
  for (const code of ['overloaded', 'rate_limited', 'context_length_exceeded', 'connection_reset']) {
    await user('unlucky').ask({ threadId: 'failures', question: `30 words of alice (sandbox:${code})` });
  }
};

const answersAreCutShort: Scenario = async (user) => {
  for (const reason of ['max_output_tokens', 'content_filter']) {
    await user('unlucky').ask({ threadId: 'cuts', question: `60 words of walrus (sandbox:${reason})` });
  }
};

const somethingIsCalculated: Scenario = (user) =>
  user('analyst').ask({ threadId: 'sums', question: 'How many lines? 30 words of walrus (sandbox:calculate)' });

const clientsDisconnect: Scenario = async (user) => {
  const leaving = (when: string, order: string): Promise<unknown> => {
    let texts = 0;
    const leaveThen: Listener = ({ kind }, leave) => {
      if (kind === 'text') texts += 1;
      if (kind === when && (kind !== 'text' || texts === 3)) leave();
    };
    return user('commuter').ask({ threadId: `train-${when}`, question: `60 words of harbour ${order}` }, leaveThen);
  };
  await leaving('started', '(sandbox:slow_start)');
  await leaving('text', '(sandbox:slow)');
  await leaving('done', '');
};

const aUserStops: Scenario = async (user) => {
  const impatient = user('impatient');
  const { turnId } = await impatient.ask(
    { threadId: 'stops', question: '120 words of gettysburg (sandbox:slow)' },
    async (event) => {
      if (event.kind === 'started') await impatient.stop(event.turnId);
    },
  );
  await impatient.stop(turnId); // too late: requested, not effective
};

const timeRunsOut: Scenario = (user) =>
  user('patient').ask({ threadId: 'limits', question: '120 words of alice (sandbox:slow)', timeLimitMs: 200 });

const anAnswerIsOrphaned: Scenario = (user) =>
  user('forgotten').ask({ threadId: 'orphans', question: '60 words of harbour (sandbox:hang)' });

const turnsAreChanged: Scenario = async (user) => {
  const [editor, visitor] = [user('editor'), user('visitor')];
  const first = await editor.ask({ threadId: 'edits', question: '12 words of alice' });
  const second = await editor.ask({ threadId: 'edits', question: '12 words of walrus' });
  await editor.mutate(first.turnId, 'retry'); // not the latest
  await visitor.mutate(second.turnId, 'edit', 'mine'); // not theirs
  await editor.mutate(second.turnId, 'edit', '15 words of harbour');
  await editor.mutate(second.turnId, 'retry');
  await editor.ask({ threadId: 'edits', question: '30 words of alice (sandbox:slow)' }, async (event) => {
    if (event.kind === 'started') await editor.mutate(event.turnId, 'delete'); // still running
  });
  await editor.mutate(second.turnId, 'retry'); // no longer the latest
  const last = await editor.ask({ threadId: 'edits', question: '9 words of walrus' });
  await editor.mutate(last.turnId, 'delete');
};

const filesComeAndGo: Scenario = async (user, texts) => {
  const archivist = user('archivist');
  for (const [name, text] of texts) await archivist.upload('files', 'document', `${name}.txt`, text);
  await archivist.upload('files', 'document', 'locked.txt', 'kept');
  await archivist.upload('files', 'document', 'busy.md', 'wanted');
  await archivist.upload('files', 'document', 'refused.txt', 'no');
  await archivist.upload('files', 'document', 'program.exe', 'MZ');
  await archivist.upload('files', 'document', 'huge.txt', [...texts.values()].join('').repeat(12));
  await archivist.upload('files', 'image', 'pixel.png', PIXEL);
  await archivist.upload('files', 'image', 'refused.png', PIXEL);
  await archivist.upload('files', 'image', 'pixel.bmp', PIXEL);
  await archivist.upload('files', 'image', 'wall.png', new Uint8Array(32 * 1_024));
  await archivist.ask({ threadId: 'files', question: '20 words of harbour', images: 1 });
  await archivist.deleteThread('files');
  await archivist.upload('drafts', 'document', 'draft-busy.txt', 'once');
  await archivist.deleteThread('drafts');
};

const aQuotaIsUsedUp: Scenario = async (user) => {
  for (let asked = 0; asked < 12; asked += 1) {
    const { status } = await user('heavy').ask({ threadId: `heavy-${asked}`, question: '150 words of alice' });
    if (status === 429) return;
  }
};

const threadsGrowLong: Scenario = async (user) => {
  const writer = user('writer');
  await Promise.all(
    ['failing_summary', 'flaky_summary', 'slow_summary'].map((order) =>
      user(`writer-${order}`).ask({ threadId: order, question: `120 words of harbour (sandbox:${order})` }),
    ),
  );
  // Two devices at once: both answers want a summary, and one comes too late.
  const question = { threadId: 'devices', question: '120 words of walrus' };
  await Promise.all([writer.ask(question), writer.ask(question)]);
};

const aStrangerIsNotAudited: Scenario = (user) =>
  user('stranger').ask({ threadId: 'doorstep', question: '15 words of gettysburg', model: 'quill-small' });

const SCENARIOS: readonly Scenario[] = [
  readersAskAboutEveryText,
  theProviderFails,
  answersAreCutShort,
  somethingIsCalculated,
  clientsDisconnect,
  aUserStops,
  timeRunsOut,
  anAnswerIsOrphaned,
  turnsAreChanged,
  filesComeAndGo,
  aQuotaIsUsedUp,
  threadsGrowLong,
  aStrangerIsNotAudited,
];
