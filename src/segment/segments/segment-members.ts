import type { Scope } from '#access/scope.ts'
import type { Condition } from '../conditions/condition.ts'
import { needsOf } from '../conditions/condition-needs.ts'
import type { Language } from './segment-service.ts'
import type { Segment } from './segment.ts'

/** A stay in a segment; `to` null: still there. */
export interface Membership {
  readonly segmentId: string
  readonly from: Date
  readonly to: Date | null
}

/** Whose acts were stored since the last look. */
export interface Touched {
  readonly customerIds: readonly string[]
  /** Of those, who did something that is not imported or late: only they may start something. */
  readonly live: readonly string[]
}

export interface MemberStore {
  /** Runs alone over all nodes, after what a stop left half done. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /**
   * Finds who entered and left these segments and tells signals of it; answers how many moved.
   *
   * @param of The customers that are looked at; null: all
   * @param isFirst Nobody is told: the members of these segments were not known before.
   */
  refresh(segments: readonly Segment[], language: Language, of: Touched | null, isFirst: boolean): Promise<number>
  /** The members are now of these versions. */
  noteFilled(segments: readonly Pick<Segment, 'id' | 'version'>[]): Promise<void>
  /** What loads noted, at most a block of customers; null where nothing waits. Gone with `forget`. */
  touched(): Promise<(Touched & { readonly forget: () => Promise<void> }) | null>
  /** Whether loads noted anybody, and whether a segment in use has other members than its condition says. */
  waiting(): Promise<{ readonly touched: boolean; readonly unfilled: boolean }>
  /** Every stay of a customer, the newest first; null when there is no such customer in the scope. */
  staysOf(scope: Scope, customerId: string): Promise<Membership[] | null>
}

/** Keeps who is in which segment, so that entering and leaving can start something. */
export class SegmentMembers {
  readonly #store: MemberStore
  readonly #language: () => Promise<Language>
  readonly #isAskable: (segment: Segment, language: Language) => boolean

  constructor(parts: {
    readonly store: MemberStore
    readonly language: () => Promise<Language>
    /** A segment may name an attribute that is gone. */
    readonly isAskable: (segment: Segment, language: Language) => boolean
  }) {
    this.#store = parts.store
    this.#language = parts.language
    this.#isAskable = parts.isAskable
  }

  /** Looks at all customers; answers how many entered or left. */
  async refreshAll(): Promise<number> {
    return await this.#store.alone(async () => {
      const language = await this.#language()
      const segments = this.#followed(language)
      const known = segments.filter(({ filledVersion, version }) => filledVersion === version)
      const fresh = segments.filter((segment) => !known.includes(segment))
      const moved = await this.#store.refresh(known, language, null, false)
      await this.#fill(fresh, language)
      return moved
    })
  }

  /** Looks at those who did something since the last look; true when there were any. */
  async refreshTouched(): Promise<boolean> {
    return await this.#store.alone(async () => {
      const touched = await this.#store.touched()
      if (touched === null) return false
      const language = await this.#language()
      const segments = this.#followed(language).filter(
        ({ condition, filledVersion, version }) => filledVersion === version && asksActs(condition, language),
      )
      await this.#store.refresh(segments, language, touched, false)
      await touched.forget()
      return true
    })
  }

  /** What cannot wait for the hour: those who did something, and segments whose condition is new. True when there is likely more. */
  async work(): Promise<boolean> {
    const { touched, unfilled } = await this.#store.waiting()
    if (unfilled) await this.#fillNew()
    return touched && (await this.refreshTouched())
  }

  async #fillNew(): Promise<void> {
    await this.#store.alone(async () => {
      const language = await this.#language()
      await this.#fill(
        this.#followed(language).filter(({ filledVersion, version }) => filledVersion !== version),
        language,
      )
    })
  }

  async staysOf(scope: Scope, customerId: string): Promise<Membership[] | null> {
    return await this.#store.staysOf(scope, customerId)
  }

  async #fill(segments: readonly Segment[], language: Language): Promise<void> {
    if (segments.length === 0) return
    await this.#store.refresh(segments, language, null, true)
    await this.#store.noteFilled(segments)
  }

  #followed(language: Language): Segment[] {
    return language.segments.filter(
      (segment) => segment.archivedAt === null && segment.kind === 'dynamic' && this.#isAskable(segment, language),
    )
  }
}

function asksActs(condition: Condition, { meanings }: Language): boolean {
  return needsOf([condition], meanings, { now: new Date(0), timeZone: 'UTC' }).kinds.size > 0
}
