import type { Scope } from '#access/scope.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { codeOfProblem } from '#kernel/code-of-problem.ts'
import { addDays } from '#kernel/local-day.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import { printCondition } from '../conditions/print-condition.ts'
import type { Language } from '../segments/segment-service.ts'
import { parsePortraitPlan } from './parse-portrait-plan.ts'
import { completenessOf } from './portrait-plan.ts'
import type { GivenPart, PortraitPart } from './portrait-plan.ts'
import type { CompletenessDay, CompletenessFigures, PortraitPlanStore, PortraitPlanVersion, PortraitStore } from './portrait-ports.ts'
import { PORTRAIT_STARTERS } from './portrait-starters.ts'

const SHOWN_DAYS = 60
const MOST_VERSIONS = 100

/** Parts of a plan, and of those that can no longer be asked the code of the problem: an attribute that one names may be gone. They count as missing of nobody. */
export interface HeldPlan {
  readonly version: number
  readonly parts: readonly PortraitPart[]
  readonly broken: ReadonlyMap<string, string>
}

export interface CustomerCompleteness {
  readonly score: number
  readonly version: number
  readonly parts: readonly { readonly part: PortraitPart; readonly isThere: boolean }[]
}

/** What a portrait must have, and how complete portraits are (K6). */
export class PortraitService {
  readonly #plans: PortraitPlanStore
  readonly #store: PortraitStore
  readonly #language: () => Promise<Language>
  readonly #clock: Clock

  constructor(parts: {
    readonly plans: PortraitPlanStore
    readonly store: PortraitStore
    readonly language: () => Promise<Language>
    readonly clock: Clock
  }) {
    this.#plans = parts.plans
    this.#store = parts.store
    this.#language = parts.language
    this.#clock = parts.clock
  }

  async plan(): Promise<HeldPlan> {
    return await this.#held(await this.#language())
  }

  versions(): Promise<readonly PortraitPlanVersion[]> {
    return this.#plans.versions(MOST_VERSIONS)
  }

  /**
   * Saves what portraits must have as a new version, and works it out.
   * @param base The version that the change was made from.
   * @throws AppError `portrait-plan-wrong`, conflict `portrait-plan-changed`, and of `parseCondition`
   */
  async save(given: readonly GivenPart[], { base, author, note }: { base: number; author: string; note: string }): Promise<HeldPlan> {
    const parts = parsePortraitPlan(given, await this.#language())
    const [current] = await this.#plans.versions(1)
    const saved = { version: base + 1, parts, author, note: note.trim(), createdAt: this.#clock.now() }
    if ((current?.version ?? 0) !== base || !(await this.#plans.add(saved))) {
      throw new AppError(
        'conflict',
        'portrait-plan-changed',
        'Somebody changed what portraits must have meanwhile: read it again and repeat the change.',
      )
    }
    await this.refresh()
    return await this.plan()
  }

  /** Works out all customers; answers how many there are. */
  async refresh(): Promise<number> {
    const language = await this.#language()
    const { parts, version, broken } = await this.#held(language)
    return await this.#store.refresh(
      parts.filter(({ name }) => !broken.has(name)),
      version,
      language,
    )
  }

  /** Of one customer, as things are now. @throws AppError `customer-not-found` */
  async of(scope: Scope, customerId: string): Promise<CustomerCompleteness> {
    const language = await this.#language()
    const { parts: all, version, broken } = await this.#held(language)
    const parts = all.filter(({ name }) => !broken.has(name))
    const found = (await this.#store.of(scope, customerId, parts, language)) ?? unknownCustomer()
    return { score: completenessOf(parts, found), version, parts: parts.map((part, i) => ({ part, isThere: found[i] === true })) }
  }

  async figures(scope: Scope): Promise<{ readonly plan: HeldPlan; readonly figures: CompletenessFigures | null }> {
    const plan = await this.plan()
    return { plan, figures: await this.#store.figures(scope, plan.parts) }
  }

  days(): Promise<readonly CompletenessDay[]> {
    return this.#store.days(addDays(this.#clock.now().toISOString().slice(0, 10), -SHOWN_DAYS))
  }

  async #held(language: Language): Promise<HeldPlan> {
    const [saved] = await this.#plans.versions(1)
    if (saved === undefined) return { version: 0, parts: parsePortraitPlan(PORTRAIT_STARTERS[0].parts, language), broken: new Map() }
    const broken = saved.parts.flatMap((part) => {
      const code = codeOfProblem(() => parsePortraitPlan([{ ...part, where: printCondition(part.condition) }], language))
      return code === null ? [] : [[part.name, code] as const]
    })
    return { version: saved.version, parts: saved.parts, broken: new Map(broken) }
  }
}
