import type { Clock } from '#kernel/clock.ts'

export type AnalyseStage = 'read' | 'start' | 'import' | 'profile' | 'train' | 'forecast' | 'score' | 'summarise'

/** Seconds by stage, and progress of the current one. */
export class Stopwatch {
  readonly #clock: Clock
  readonly #onProgress: (stage: AnalyseStage, share: number | null) => void
  readonly #seconds: Record<AnalyseStage, number> = {
    read: 0,
    start: 0,
    import: 0,
    profile: 0,
    train: 0,
    forecast: 0,
    score: 0,
    summarise: 0,
  }
  #stage: AnalyseStage = 'read'
  #since: number

  constructor(clock: Clock, onProgress: (stage: AnalyseStage, share: number | null) => void = () => undefined) {
    this.#clock = clock
    this.#onProgress = onProgress
    this.#since = clock.now().getTime()
  }

  begin(stage: AnalyseStage): void {
    this.end()
    this.#stage = stage
    this.share(null)
  }

  share(share: number | null): void {
    this.#onProgress(this.#stage, share)
  }

  end(): Readonly<Record<AnalyseStage, number>> {
    const now = this.#clock.now().getTime()
    this.#seconds[this.#stage] += (now - this.#since) / 1_000
    this.#since = now
    return this.#seconds
  }
}
