import type { Clock } from '#kernel/clock.ts'

/** How runs decide, for the whole project. */
export interface DecisionSettings {
  /** Share of the choices, 0-0.3, that fall on another strategy than the best, so that the others are learned about. 0: none. */
  readonly exploration: number
}

export const DEFAULT_SETTINGS: DecisionSettings = { exploration: 0.05 }
/** More would cost more than it teaches. */
export const MOST_EXPLORATION = 0.3

const NAME = 'decision-settings'

export interface DecisionSettingStore {
  read(name: string): Promise<object | null>
  write(name: string, value: object, now: Date): Promise<void>
}

/** The settings as they were saved last; those of a new project until then. */
export class DecisionSettingsService {
  readonly #store: DecisionSettingStore
  readonly #clock: Clock

  constructor(store: DecisionSettingStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  async current(): Promise<DecisionSettings> {
    const stored = (await this.#store.read(NAME)) as Partial<DecisionSettings> | null
    return { ...DEFAULT_SETTINGS, ...stored }
  }

  async save(settings: DecisionSettings): Promise<void> {
    await this.#store.write(NAME, settings, this.#clock.now())
  }
}
