import type { QualityGate } from '#collect/quality-gate.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { checkQualityRules, DEFAULT_QUALITY_RULES, type QualityRule, type QualityRules } from './quality-rules.ts'
import type { QualitySurvey } from './survey-quality.ts'
import { NO_LIMITS, type OutlierLimits, readyGate } from './rule-book.ts'

/** A saved state of the rules. Version 0 is what the product comes with. */
export interface QualityRuleVersion {
  readonly version: number
  readonly rules: QualityRules
  readonly author: string
  readonly note: string
  readonly createdAt: Date
}

export interface QualityRuleStore {
  /** Newest first. */
  versions(limit: number): Promise<readonly QualityRuleVersion[]>
  /** False if that version is there already. */
  add(version: QualityRuleVersion): Promise<boolean>
  /** What the last look at all that is stored said; null before the first. */
  look(): Promise<QualityLook | null>
  saveLook(look: QualityLook): Promise<void>
}

/** A look at all that is stored by the rules of a version. */
export interface QualityLook {
  readonly version: number
  readonly limits: OutlierLimits
  readonly survey: QualitySurvey
  readonly lookedAt: Date
}

interface Parts {
  readonly store: QualityRuleStore
  readonly clock: Clock
  readonly region: () => string
}

/** The rules of quality of the project, live: who asks for `gate` later gets the newest, and what another node saved once `follow` was called. */
export class QualityRuleKeeper {
  readonly #parts: Parts
  #version = 0
  #rules: QualityRules = DEFAULT_QUALITY_RULES
  #limits: OutlierLimits = NO_LIMITS
  #lookedAt: number | null = null
  #ready: { readonly region: string; readonly gate: (now: number) => QualityGate } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get version(): number {
    return this.#version
  }

  get rules(): QualityRules {
    return this.#rules
  }

  /** What the rules say of records from now on, for one request or file. */
  gate(): QualityGate {
    const { clock } = this.#parts
    const region = this.#parts.region()
    // Made once for all requests until something changes: patterns and lists of values take a while to be.
    if (this.#ready?.region !== region) this.#ready = { region, gate: readyGate(this.#rules, region, this.#limits) }
    return this.#ready.gate(clock.now().getTime())
  }

  /** Reads what may have been saved elsewhere. To be called at start and every few seconds. */
  async follow(): Promise<void> {
    const { store } = this.#parts
    const [[newest], look] = await Promise.all([store.versions(1), store.look()])
    const version = newest?.version ?? 0
    const at = look?.lookedAt.getTime() ?? null
    if (version === this.#version && at === this.#lookedAt) return
    const rules = newest?.rules ?? DEFAULT_QUALITY_RULES
    const limits = look === null ? NO_LIMITS : stillFitting(look.limits, rules, await this.#rulesOf(look.version, version, rules))
    this.#version = version
    this.#rules = rules
    this.#lookedAt = at
    this.#limits = limits
    this.#ready = undefined
  }

  async #rulesOf(wanted: number, version: number, rules: QualityRules): Promise<QualityRules> {
    if (wanted === version) return rules
    if (wanted === 0) return DEFAULT_QUALITY_RULES
    return (await this.versions()).find((one) => one.version === wanted)?.rules ?? { rules: [] }
  }

  /** Saved versions, newest first, at most 100. */
  versions(): Promise<readonly QualityRuleVersion[]> {
    return this.#parts.store.versions(100)
  }

  /**
   * Saves rules as a new version, which holds for records from now on.
   * @param base The version that the change was made from.
   * @throws AppError invalid-input `quality-rules-wrong`, conflict `quality-rules-changed` when another version was saved since
   */
  async save(
    input: QualityRules,
    change: { readonly base: number; readonly author: string; readonly note: string },
  ): Promise<QualityRuleVersion> {
    await this.follow()
    const { store, clock } = this.#parts
    const saved: QualityRuleVersion = {
      version: change.base + 1,
      rules: checkQualityRules(input),
      author: change.author,
      note: change.note.trim(),
      createdAt: clock.now(),
    }
    if (change.base !== this.#version || !(await store.add(saved))) {
      throw new AppError(
        'conflict',
        'quality-rules-changed',
        'Somebody saved other quality rules meanwhile: read them again and make the change once more.',
        { details: { version: this.#version } },
      )
    }
    await this.follow()
    return saved
  }

  look(): Promise<QualityLook | null> {
    return this.#parts.store.look()
  }

  /** What is stored as the rules see it now; its limits hold for records from now on. */
  async saveLook(look: QualityLook): Promise<void> {
    await this.#parts.store.saveLook(look)
    await this.follow()
  }
}

/** Limits taken under other rules, of those alone that still measure the same: a rule of the same name may now mean another field. */
function stillFitting(limits: OutlierLimits, { rules }: QualityRules, { rules: before }: QualityRules): OutlierLimits {
  const measured = new Map(before.map((rule) => [rule.id, measureOf(rule)]))
  const same = new Set(rules.filter((rule) => measured.get(rule.id) === measureOf(rule)).map(({ id }) => id))
  return new Map([...limits].filter(([id]) => same.has(id)))
}

function measureOf({ scope, kind, field, method, cutoff }: QualityRule): string {
  return JSON.stringify([scope, kind, field, method, cutoff])
}
