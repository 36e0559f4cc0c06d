import { PluginThread, type ThreadOptions } from './plugin-thread.js';

/** One plugin: the thread it runs in, a new one when that has ended, and a line of calls of which one runs at a time. */
export class Plugin {
  /** What it exports. */
  readonly functions: ReadonlySet<string>;
  /** How often its thread was replaced. */
  restarts = 0;
  private isEnded = false;
  /** The end of the line. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly url: URL,
    private readonly options: ThreadOptions,
    private thread: PluginThread,
  ) {
    this.functions = new Set(thread.functions);
  }

  /** @throws Error when the module cannot be loaded */
  static async load(url: URL, options: ThreadOptions): Promise<Plugin> {
    const thread = await PluginThread.start(url, options);
    const { ended } = thread;
    if (ended?.kind === 'failed') throw new Error(`${url.pathname} cannot be loaded: ${ended.error}`);
    return new Plugin(url, options, thread);
  }

  /**
   * Uses the thread when everybody who came before has had it: what a call measures is then its own, and whoever is
   * running when the thread crashes is the one who crashed it. After `end()`, and where a new thread cannot load the
   * module, the thread is one that has ended.
   *
   * @throws what `use` throws
   */
  async inTurn<T>(use: (thread: PluginThread) => Promise<T>): Promise<T> {
    const turn = this.last.then(async () => use(await this.running()));
    this.last = turn.catch(() => {});
    return await turn;
  }

  /** Ends the thread, whatever it does. @returns once everybody in the line has been told */
  async end(): Promise<void> {
    this.isEnded = true;
    await this.thread.end();
    await this.last;
  }

  private async running(): Promise<PluginThread> {
    if (this.thread.ended !== undefined && !this.isEnded) await this.replace();
    return this.thread;
  }

  private async replace(): Promise<void> {
    this.restarts += 1;
    this.thread = await PluginThread.start(this.url, this.options);
    // The end may have come meanwhile.
    if (this.isEnded) await this.thread.end();
  }
}
