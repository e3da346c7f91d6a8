import type { QualityRule } from '#http/quality/quality-rule-schemas.ts'
import type { useCode } from '../../components/codes.ts'

/** What a rule is called: by the shop, or by the product for its own. */
export function ruleWord(code: ReturnType<typeof useCode>, rule: Pick<QualityRule, 'id' | 'name'> | undefined, id: string): string {
  if (rule !== undefined && rule.name !== '') return rule.name
  return code('qualityRule', id)
}

/** What a field is called: the shop's own attributes and properties by their name. */
export function fieldWord(code: ReturnType<typeof useCode>, field: string): string {
  const own = /^(?:attribute:|properties\.)(.+)$/.exec(field)?.[1]
  if (own !== undefined) return own
  const word = code('qualityField', field)
  return word === field ? code('importField', field) : word
}
