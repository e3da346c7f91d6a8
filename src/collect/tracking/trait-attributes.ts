import { charactersIn } from '#kernel/cut-text.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { attributeName } from '../columns/attribute.ts'
import { MAX_TEXT } from '../import/row-step.ts'
import type { TraitReason } from './trait-reason.ts'
import type { JsonObject } from './tracking-message.ts'
import type { TraitMeasure } from './trait-measure.ts'

/** A trait as it was sent, and the name of its attribute. */
export interface SaidTrait {
  readonly name: string
  readonly trait: string
  readonly value: string | number | boolean
}

export interface LeftOutTrait {
  /** Without what is personal. */
  readonly trait: string
  readonly reason: TraitReason
}

/** What an identify call says of the attributes of its sender. */
export interface TraitAttributes {
  readonly said: readonly SaidTrait[]
  readonly leftOut: readonly LeftOutTrait[]
}

/**
 * Traits that are something else already: identifiers, fixed fields, the time of the sign-up. A birthday is not among them: the field keeps only its year. Of `address` only
 * the city is kept, and of `avatar` nothing.
 */
export const OTHER_TRAITS: ReadonlySet<string> = new Set(
  (
    'id userId user_id anonymousId anonymous_id email phone mobile name gender sex birthYear birth_year region city address memberLevel member_level ' +
    'language locale timezone timeZone createdAt created_at avatar'
  ).split(' '),
)

/**
 * The traits of an identify call that are values of attributes; undefined where there is nothing to say. Null and empty texts say nothing, as empty cells of a file do.
 *
 * @param measures Those that are kept as measures instead
 */
export function traitAttributes(traits: JsonObject, measures: readonly Pick<TraitMeasure, 'trait'>[]): TraitAttributes | undefined {
  const said = new Map<string, SaidTrait>()
  const leftOut: LeftOutTrait[] = []
  for (const [trait, sent] of Object.entries(traits)) {
    if (OTHER_TRAITS.has(trait) || measures.some((one) => one.trait === trait)) continue
    const value = typeof sent === 'string' ? sent.trim() : sent
    if (value === null || value === undefined || value === '') continue
    const name = attributeName(trait)
    const shown = withoutPersonal(trait)
    const reason =
      typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean'
        ? 'attribute_nested'
        : name === '' || shown !== trait || said.has(name)
          ? 'attribute_name'
          : typeof value === 'string' && charactersIn(value) > MAX_TEXT
            ? 'attribute_long'
            : undefined
    if (reason === undefined) said.set(name, { name, trait, value: value as SaidTrait['value'] })
    else leftOut.push({ trait: shown, reason })
  }
  return said.size === 0 && leftOut.length === 0 ? undefined : { said: [...said.values()], leftOut }
}
