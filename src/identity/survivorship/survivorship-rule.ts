import { AppError } from '#kernel/app-error.ts'
import type { RuleKind } from './rule-kind.ts'
import { type SaidWord, valueKey } from './word.ts'
import { compareTexts } from '#kernel/compare-texts.ts'

export interface SurvivorshipRule {
  readonly rule: RuleKind
  /** Of `sources`: FILES and ids of sources, the strongest first. Those that are not named come last. */
  readonly sources: readonly string[]
}

export const DEFAULT_RULE: SurvivorshipRule = { rule: 'newest', sources: [] }

/** Fact -> its rule; DEFAULT_RULE where there is none. */
export type SurvivorshipRules = ReadonlyMap<string, SurvivorshipRule>

/** @throws AppError `survivorship-rule-invalid` */
export function checkRule({ rule, sources }: SurvivorshipRule, known: ReadonlySet<string>): SurvivorshipRule {
  if (rule !== 'sources') return { rule, sources: [] }
  const different = [...new Set(sources)]
  const unknown = different.find((source) => !known.has(source))
  if (different.length === 0 || unknown !== undefined) {
    throw new AppError(
      'invalid-input',
      'survivorship-rule-invalid',
      unknown === undefined
        ? 'An order of sources names at least one source.'
        : `"${unknown}" is neither "file" nor the id of a source: list the sources first.`,
    )
  }
  return { rule, sources: different }
}

/**
 * The word that counts; undefined for none. Between words that the rule cannot tell apart the newest counts, and of the same time the one of the later speaker:
 * the order in which they came never matters.
 */
export function survivingWord({ rule, sources }: SurvivorshipRule, said: readonly SaidWord[]): SaidWord | undefined {
  const rank = (word: SaidWord): number => {
    const place = sources.indexOf(word.source)
    return place === -1 ? sources.length : place
  }
  const times = new Map<string, number>()
  for (const word of said) times.set(valueKey(word), (times.get(valueKey(word)) ?? 0) + word.times)
  const oftenness = (word: SaidWord): number => times.get(valueKey(word)) ?? 0
  return said.toSorted((a, b) => {
    if (rule === 'oldest' && a.first !== b.first) return a.first - b.first
    if (rule === 'sources' && rank(a) !== rank(b)) return rank(a) - rank(b)
    if (rule === 'frequent' && oftenness(a) !== oftenness(b)) return oftenness(b) - oftenness(a)
    return (
      b.last - a.last || compareTexts(b.saidBy, a.saidBy) || compareTexts(b.recordId, a.recordId) || compareTexts(valueKey(a), valueKey(b))
    )
  })[0]
}
