import type { Clock } from '#kernel/clock.ts'
import type { ProfileRefresh, ProfileService, ProfileStore } from './profile-service.ts'

/** The note, shared by all nodes, that data changed after the newest profiles were computed. */
export interface ProfileChanges {
  note(): Promise<void>
  /** The newest note; null when there is none. */
  noted(): Promise<string | null>
  /** Clears the note, unless another was made since. */
  settle(note: string): Promise<void>
}

/**
 * Keeps profiles, tiers and classes up to date with the data. A refresh reads everything, so callers that arrive while one runs share the next one,
 * and a change that is only noted is picked up by the next check.
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

  /** Notes that data changed; call before or after the data is written, not during a refresh that should see it. */
  async noteChange(): Promise<void> {
    await this.#changes.note()
  }

  /** Computes everything as of now, including all data present at the time of the call. */
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

  /** Like `refresh` when a change was noted or the store has facts newer than the profiles; otherwise null. */
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
