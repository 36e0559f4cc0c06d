/** That the next call was scheduled, and by which span, where there was one. The first call takes it. */
export interface Scheduled {
  readonly by: string | undefined;
  taken: boolean;
}
