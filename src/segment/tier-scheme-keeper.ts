import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { checkTierScheme } from './check-tier-scheme.ts'
import { DEFAULT_TIER_SCHEME } from './tier-scheme.ts'
import type { TierScheme } from './tier-scheme.ts'

/** A saved state of the scheme. Version 0 is what the product comes with. */
export interface TierSchemeVersion {
  readonly version: number
  readonly scheme: TierScheme
  readonly author: string
  readonly note: string
  readonly createdAt: Date
}

export interface TierSchemeStore {
  /** Newest first. */
  versions(limit: number): Promise<readonly TierSchemeVersion[]>
  /** False if that version is there already. */
  add(version: TierSchemeVersion): Promise<boolean>
}

export type NumberedScheme = Pick<TierSchemeVersion, 'version' | 'scheme'>

export const PRODUCT_SCHEME: NumberedScheme = { version: 0, scheme: DEFAULT_TIER_SCHEME }

/** The scheme of tiers and classes of the project. It is asked for a few times a day, so that every node reads it where it is kept. */
export class TierSchemeKeeper {
  readonly #store: TierSchemeStore
  readonly #clock: Clock

  constructor(store: TierSchemeStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** The one that holds for the next run of profiles. */
  async current(): Promise<NumberedScheme> {
    return (await this.#store.versions(1))[0] ?? PRODUCT_SCHEME
  }

  /** Saved versions, newest first, at most 100. */
  versions(): Promise<readonly TierSchemeVersion[]> {
    return this.#store.versions(100)
  }

  /**
   * Saves a scheme as a new version, which holds for runs of profiles from now on.
   * @param base The version that the change was made from.
   * @throws AppError invalid-input `tier-scheme-wrong`, conflict `tier-scheme-changed` when another version was saved since
   */
  async save(
    scheme: TierScheme,
    { base, author, note }: { readonly base: number; readonly author: string; readonly note: string },
  ): Promise<NumberedScheme> {
    const saved = { version: base + 1, scheme: checkTierScheme(scheme), author, note: note.trim(), createdAt: this.#clock.now() }
    const { version } = await this.current()
    if (version === base && (await this.#store.add(saved))) return saved
    throw new AppError(
      'conflict',
      'tier-scheme-changed',
      'Somebody saved another scheme of tiers meanwhile: read it again and make the change once more.',
      { details: { version } },
    )
  }
}
