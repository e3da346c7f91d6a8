import type { LifecycleTier, TierCutoffs } from './lifecycle-tiers.ts'
import type { NumberedScheme } from './tier-scheme-keeper.ts'
import { PRODUCT_SCHEME } from './tier-scheme-keeper.ts'
import { runsToDrop } from './runs-to-drop.ts'
import type { TierScheme } from './tier-scheme.ts'
import type { ValueClass } from './value-classes.ts'

/** What a run of profiles came to. */
export interface ProfileRefresh {
  readonly asOf: Date
  readonly customers: number
  readonly tiers: Record<LifecycleTier, number>
}

/** The limits that a run used: those of its scheme, or fitted to the customers. */
export interface ProfileRun {
  readonly asOf: Date
  readonly scheme: NumberedScheme
  readonly cutoffs: TierCutoffs
}

/** What a scheme would make of the customers, beside what they are in the latest profiles. Null: not in any. */
export interface TierPreview {
  readonly customers: number
  readonly cutoffs: TierCutoffs
  /** The time of the latest profiles; null without any. */
  readonly before: Date | null
  readonly tiers: readonly GroupMove<LifecycleTier | null, LifecycleTier>[]
  /** Null: no order yet. */
  readonly classes: readonly GroupMove<ValueClass | null, ValueClass | null>[]
}

export interface GroupMove<Before, After> {
  readonly before: Before
  readonly after: After
  readonly customers: number
}

/** What the service needs from a store. It works where the facts are: nothing of a customer passes through this process. */
export interface ProfileStore {
  /** Works out the profile of every customer known at `asOf`, from data available at that time only, and stores the run, replacing any with the same as-of time. */
  refresh(asOf: Date, scheme: NumberedScheme): Promise<ProfileRefresh & { readonly cutoffs: TierCutoffs }>
  /** The same without storing it. */
  preview(asOf: Date, scheme: TierScheme): Promise<TierPreview>
  /** Times of all stored runs. */
  runs(): Promise<Date[]>
  /** Forgets runs. */
  drop(runs: readonly Date[]): Promise<void>
  /** Whether orders or customers arrived after the newest profiles. */
  isBehind(): Promise<boolean>
}

export interface ProfileRunStore {
  /** Keeps what a run used, replacing any with the same as-of time. */
  keep(run: ProfileRun): Promise<void>
  drop(runs: readonly Date[]): Promise<void>
}

interface ProfileParts {
  readonly store: ProfileStore
  /** The scheme that holds now. */
  readonly scheme: () => Promise<NumberedScheme>
  readonly runs: ProfileRunStore
}

export class ProfileService {
  readonly #parts: ProfileParts

  constructor(parts: ProfileParts) {
    this.#parts = parts
  }

  /** Computes and stores the profile of every customer as of a time. Repeating it for the same time and scheme changes nothing. */
  async refresh(asOf: Date): Promise<ProfileRefresh> {
    const { store, runs } = this.#parts
    const scheme = await this.#parts.scheme()
    const { customers, tiers, cutoffs } = await store.refresh(asOf, scheme)
    await runs.keep({ asOf, scheme, cutoffs })
    return { asOf, customers, tiers }
  }

  /** Forgets the runs that history does without; the last of each month stays for ever. Returns how many went. */
  async thin(now: Date, timeZone: string): Promise<number> {
    const { store, runs } = this.#parts
    const gone = runsToDrop(await store.runs(), now, timeZone)
    if (gone.length === 0) return 0
    await store.drop(gone)
    await runs.drop(gone)
    return gone.length
  }
}

/** A service with the scheme that the product comes with, which keeps no notes of its runs: of a single engine, without the other store. */
export function plainProfileService(store: ProfileStore): ProfileService {
  return new ProfileService({
    store,
    scheme: () => Promise.resolve(PRODUCT_SCHEME),
    runs: { keep: () => Promise.resolve(), drop: () => Promise.resolve() },
  })
}
