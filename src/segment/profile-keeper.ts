import type { Clock } from '#kernel/clock.ts'
import type { ProfileRefresh, ProfileService, ProfileStore } from './profile-service.ts'

/** That data changed which the newest profiles do not know, as every node sees it. */
export interface ProfileChanges {
  note(): Promise<void>
  /** The newest note; null when there is none. */
  noted(): Promise<string | null>
  /** Takes the note back, unless another was made since. */
  settle(note: string): Promise<void>
}

/**
 * Keeps profiles, tiers and classes in step with the data. A refresh reads everything, so callers that come while one runs share the one after it,
 * and a change that is noted only is caught up with by the next look.
 */
export class ProfileKeeper {
  readonly #profiles: Pick<ProfileService, 'refresh'>
  readonly #store: Pick<ProfileStore, 'isBehind'>
  readonly #changes: ProfileChanges
  readonly #clock: Clock
  #running: Promise<ProfileRefresh> | null = null
  #next: Promise<ProfileRefresh> | null = null

  constructor(parts: {
    readonly profiles: Pick<ProfileService, 'refresh'>
    readonly store: Pick<ProfileStore, 'isBehind'>
    readonly changes: ProfileChanges
    readonly clock: Clock
  }) {
    this.#profiles = parts.profiles
    this.#store = parts.store
    this.#changes = parts.changes
    this.#clock = parts.clock
  }

  /** Notes that data changed; to be called before the data is written or after, not during a refresh that should see it. */
  async noteChange(): Promise<void> {
    await this.#changes.note()
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
    return (await this.#changes.noted()) !== null || (await this.#store.isBehind()) ? await this.refresh() : null
  }

  async #start(): Promise<ProfileRefresh> {
    const work = this.#workOut()
    this.#running = work
    try {
      return await work
    } finally {
      if (this.#running === work) this.#running = null
    }
  }

  async #workOut(): Promise<ProfileRefresh> {
    const note = await this.#changes.noted()
    const refreshed = await this.#profiles.refresh(this.#clock.now())
    if (note !== null) await this.#changes.settle(note)
    return refreshed
  }
}
