import type { Clock } from '#kernel/clock.ts'
import type { ProfileRefresh, ProfileService, ProfileStore } from './profile-service.ts'

/**
 * Keeps profiles, tiers and classes in step with the data. A refresh reads everything, so callers that come while one runs share the one after it,
 * and a change that is noted only is caught up with by the next look.
 */
export class ProfileKeeper {
  readonly #profiles: Pick<ProfileService, 'refresh'>
  readonly #store: Pick<ProfileStore, 'isBehind'>
  readonly #clock: Clock
  #changed = false
  #running: Promise<ProfileRefresh> | null = null
  #next: Promise<ProfileRefresh> | null = null

  constructor(parts: {
    readonly profiles: Pick<ProfileService, 'refresh'>
    readonly store: Pick<ProfileStore, 'isBehind'>
    readonly clock: Clock
  }) {
    this.#profiles = parts.profiles
    this.#store = parts.store
    this.#clock = parts.clock
  }

  /** Notes that data changed; to be called before the data is written or after, not during a refresh that should see it. */
  noteChange(): void {
    this.#changed = true
  }

  /** Works everything out as of now, from data that was there when this was called. */
  async refresh(): Promise<ProfileRefresh> {
    if (this.#running === null) return await this.#start()
    this.#next ??= this.#running
      .catch(() => null)
      .then(() => {
        this.#next = null
        return this.#start()
      })
    return await this.#next
  }

  /** As `refresh` when a change was noted or the store has facts that the newest profiles do not know; else null. */
  async catchUp(): Promise<ProfileRefresh | null> {
    return this.#changed || (await this.#store.isBehind()) ? await this.refresh() : null
  }

  async #start(): Promise<ProfileRefresh> {
    this.#changed = false
    const work = this.#profiles.refresh(this.#clock.now())
    this.#running = work
    try {
      return await work
    } catch (error) {
      this.#changed = true
      throw error
    } finally {
      if (this.#running === work) this.#running = null
    }
  }
}
