import type { Clock } from '#kernel/clock.ts'
import { AppError } from '#kernel/app-error.ts'
import type { RiskTierRule, RiskTierScheme } from './risk-tiers.ts'
import { riskTierRules, riskTierScheme, STANDARD_RISK_TIERS } from './risk-tiers.ts'

export interface SettingDocuments {
  read(name: string): Promise<object | null>
  write(name: string, value: object, now: Date): Promise<void>
}

const SETTING = 'churn-risk-tiers'

/** The current risk tiers: the standard ones until others are set. */
export class RiskTierSettings {
  readonly #documents: SettingDocuments
  readonly #clock: Clock

  constructor(documents: SettingDocuments, clock: Clock) {
    this.#documents = documents
    this.#clock = clock
  }

  async current(): Promise<RiskTierScheme> {
    const kept = (await this.#documents.read(SETTING)) as Partial<KeptScheme> | null
    if (kept === null) return STANDARD_RISK_TIERS
    if (typeof kept.name !== 'string' || !Array.isArray(kept.tiers)) {
      throw new AppError('internal', 'risk-tiers-unreadable', 'The stored risk tiers cannot be read; set them again.')
    }
    return riskTierScheme(kept.name, kept.tiers)
  }

  /** Takes effect at the next scoring. Throws an AppError (invalid-input) that names the tier and what to correct. */
  async set(name: string, rules: readonly RiskTierRule[]): Promise<RiskTierScheme> {
    const scheme = riskTierScheme(name, rules)
    const kept: KeptScheme = { name: scheme.name, tiers: riskTierRules(scheme) }
    await this.#documents.write(SETTING, kept, this.#clock.now())
    return scheme
  }
}

interface KeptScheme {
  readonly name: string
  readonly tiers: readonly RiskTierRule[]
}
