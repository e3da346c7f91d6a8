import type { Scope } from '#access/scope.ts'
import type { Condition, Grain } from '../conditions/condition.ts'
import { GRAINS } from '../conditions/condition.ts'
import { needsOf } from '../conditions/condition-needs.ts'
import type { Touched, TouchedBlock, WaitingWork } from '../followed-work.ts'
import { FollowedWork } from '../followed-work.ts'
import type { Language } from './segment-service.ts'
import type { Segment } from './segment.ts'

/** A stay in a segment; `to` null: still there. */
export interface Membership {
  readonly segmentId: string
  readonly from: Date
  readonly to: Date | null
}

/** Segments that everybody is looked at for in one pass: more hold more pairs of segment and customer in memory, and keep those who did something waiting for longer. */
const SEGMENTS_A_PASS = 25
/** For those who did something: a query of more takes long to be read. */
const SEGMENTS_A_LOOK = 100

export interface MemberStore {
  /** Runs alone over all nodes, after what a stop left half done. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /**
   * Finds who entered and left these segments in one pass and tells signals of it; answers how many moved. Only within `alone`.
   *
   * @param of The customers that are looked at; null: all
   * @param isFirst Nobody is told: the members of these segments were not known before.
   */
  refresh(segments: readonly Segment[], language: Language, of: Touched | null, isFirst: boolean): Promise<number>
  /** The members are now of these versions. */
  noteFilled(segments: readonly Pick<Segment, 'id' | 'version'>[]): Promise<void>
  /** What loads noted, at most a block of customers; null where nothing waits. Gone with `forget`. */
  touched(): Promise<TouchedBlock | null>
  /** Segments that are unfilled have other members than their condition says. */
  waiting(): Promise<WaitingWork>
  /** Every stay of a customer or account, the newest first; null when there is none such in the scope. */
  staysOf(scope: Scope, id: string, grain?: Grain): Promise<Membership[] | null>
}

/** Keeps who is in which segment, so that entering and leaving can start something. */
export class SegmentMembers {
  readonly #store: MemberStore
  readonly #language: () => Promise<Language>
  readonly #isAskable: (segment: Segment, language: Language) => boolean
  readonly #followed: FollowedWork

  constructor(parts: {
    readonly store: MemberStore
    readonly language: () => Promise<Language>
    /** A segment may name an attribute that is gone. */
    readonly isAskable: (segment: Segment, language: Language) => boolean
  }) {
    this.#store = parts.store
    this.#language = parts.language
    this.#isAskable = parts.isAskable
    this.#followed = new FollowedWork({
      waiting: () => this.#store.waiting(),
      fillNew: () => this.#fillNew(),
      refreshTouched: () => this.refreshTouched(),
    })
  }

  /** Looks at all customers; answers how many entered or left. Those who did something are looked at between two passes. */
  async refreshAll(): Promise<number> {
    let moved = 0
    const { language, segments } = await this.#inUse()
    for (const some of inPasses(segments.filter(isFilled), SEGMENTS_A_PASS)) {
      moved += await this.#store.alone(() => this.#store.refresh(some, language, null, false))
    }
    await this.#fillNew()
    return moved
  }

  /** Looks at those who did something since the last look; true when more of them wait. */
  async refreshTouched(): Promise<boolean> {
    return await this.#store.alone(async () => {
      const touched = await this.#store.touched()
      if (touched === null) return false
      const { language, segments } = await this.#inUse()
      const asked = segments.filter(
        (segment) => segment.grain === 'customers' && isFilled(segment) && asksActs(segment.condition, language),
      )
      for (const some of inPasses(asked, SEGMENTS_A_LOOK)) await this.#store.refresh(some, language, touched, false)
      await touched.forget()
      return touched.hasMore
    })
  }

  /** What cannot wait for the hour: those who did something, and segments whose condition is new. True when there is likely more. */
  async work(): Promise<boolean> {
    return await this.#followed.round()
  }

  async staysOf(scope: Scope, id: string, grain: Grain = 'customers'): Promise<Membership[] | null> {
    return await this.#store.staysOf(scope, id, grain)
  }

  /** Members that nobody knew before are told to nobody. */
  async #fillNew(): Promise<void> {
    const { language, segments } = await this.#inUse()
    for (const some of inPasses(
      segments.filter((segment) => !isFilled(segment)),
      SEGMENTS_A_PASS,
    )) {
      await this.#store.alone(async () => {
        await this.#store.refresh(some, language, null, true)
        await this.#store.noteFilled(some)
      })
    }
  }

  async #inUse(): Promise<{ readonly language: Language; readonly segments: readonly Segment[] }> {
    const language = await this.#language()
    const segments = language.segments.filter(
      (segment) => segment.archivedAt === null && segment.kind === 'dynamic' && this.#isAskable(segment, language),
    )
    return { language, segments }
  }
}

function isFilled({ filledVersion, version }: Segment): boolean {
  return filledVersion === version
}

/** Segments that are asked at once are of one grain. */
function inPasses(segments: readonly Segment[], size: number): readonly (readonly Segment[])[] {
  return GRAINS.flatMap((grain) => {
    const own = segments.filter((segment) => segment.grain === grain)
    return Array.from({ length: Math.ceil(own.length / size) }, (_, i) => own.slice(i * size, (i + 1) * size))
  })
}

/** What somebody did may move others of their accounts too: who asks for accounts is looked at with everybody, by the half hour. */
function asksActs(condition: Condition, { meanings }: Language): boolean {
  const { kinds, asksAccounts } = needsOf([condition], meanings, { now: new Date(0), timeZone: 'UTC' })
  return kinds.size > 0 && !asksAccounts
}
