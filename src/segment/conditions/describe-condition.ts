import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { ACTS, OWN_PROPERTY } from './act-catalogue.ts'
import type { ActSelection, ActTest, Condition, PropertyTest, SequenceTest } from './condition.ts'
import { calculationOf } from './condition.ts'
import type { ConditionCatalogue } from './condition-catalogue.ts'
import { propertyType } from './property-type.ts'
import { CALCULATION_WORDS, CHANNEL_NAMES, MESSAGE_WORDS, PURPOSE_NAMES, spanWords } from './sentence-words.ts'
import { valueWords } from './value-words.ts'
import { windowWords } from './window-words.ts'

/**
 * A condition as a sentence, in both languages, for whoever reads it in a list, a log or an approval.
 *
 * @example describeCondition({ field: 'profile.recency_days', op: 'gt', value: 60 }, catalogue).zh // '距上次下单天数大于 60'
 */
export function describeCondition(condition: Condition, catalogue: ConditionCatalogue): BilingualText {
  return { zh: sentence(condition, catalogue, 'zh', false), en: sentence(condition, catalogue, 'en', false) }
}

function sentence(condition: Condition, catalogue: ConditionCatalogue, language: TextLanguage, isInner: boolean): string {
  const inner = (part: Condition) => sentence(part, catalogue, language, true)
  const isChinese = language === 'zh'
  if ('all' in condition) {
    if (condition.all.length === 0) return isChinese ? '全部客户' : 'everyone'
    return joined(condition.all.map(inner), isChinese ? '，且' : ' and ', isInner, language)
  }
  if ('any' in condition) return joined(condition.any.map(inner), isChinese ? '，或' : ' or ', isInner, language)
  if ('not' in condition) return isChinese ? `不满足：${inner(condition.not)}` : `not (${inner(condition.not)})`
  if ('asOf' in condition) {
    const { asOf } = condition
    const when = 'day' in asOf ? asOf.day : isChinese ? `${spanWords(asOf.ago, 'zh')}前` : `${spanWords(asOf.ago, 'en')} ago`
    return isChinese ? `在 ${when} 时：${inner(condition.condition)}` : `as of ${when}: ${inner(condition.condition)}`
  }
  if ('field' in condition) {
    const field = catalogue.fields.get(condition.field)
    const label = field?.label[language] ?? condition.field
    return `${label}${isChinese ? '' : ' '}${valueWords(condition, field ?? { type: 'text' }, language)}`
  }
  if ('consent' in condition) return consentWords(condition, language)
  if ('segment' in condition) {
    const name = catalogue.segments.get(condition.segment) ?? condition.segment
    return isChinese ? `属于分群“${name}”` : `in segment “${name}”`
  }
  return 'sequence' in condition ? sequenceWords(condition, catalogue, language) : actWords(condition, catalogue, language)
}

function joined(parts: readonly string[], word: string, isInner: boolean, language: TextLanguage): string {
  if (parts.length === 1 || !isInner) return parts.join(word)
  return language === 'zh' ? `（${parts.join(word)}）` : `(${parts.join(word)})`
}

function consentWords(condition: Extract<Condition, { consent: unknown }>, language: TextLanguage): string {
  const purpose = PURPOSE_NAMES[condition.consent.purpose]?.[language] ?? condition.consent.purpose
  const channel = CHANNEL_NAMES[condition.consent.channel]?.[language] ?? condition.consent.channel
  const isGranted = condition.is === 'granted'
  if (language === 'zh') return `${isGranted ? '已授权' : '已拒绝'}${channel}${purpose}`
  return `${isGranted ? 'agreed to' : 'withdrew'} ${purpose} by ${channel}`
}

function actWords(test: ActTest, catalogue: ConditionCatalogue, language: TextLanguage): string {
  const calculation = calculationOf(test)
  const when = test.window === undefined ? '' : windowWords(test.window, catalogue, language)
  const what = selectionWords(test, language)
  const isOnce = calculation.fn === 'count' && test.op === 'gte' && test.value === 1
  if (isOnce) return language === 'zh' ? `${when}${what}` : [what, when].filter((part) => part !== '').join(' ')
  const of = 'of' in calculation ? propertyLabel(test.did, calculation.of, language) : ''
  const isTime = calculation.fn === 'first' || calculation.fn === 'last'
  const worked = CALCULATION_WORDS[calculation.fn][language](of)
  const value = valueWords(test, { type: isTime ? 'time' : 'number' }, language)
  if (language === 'zh') return `${when}${what}的${worked}${value}`
  return `${worked} ${what}${when === '' ? '' : ` ${when}`} ${value}`
}

function selectionWords({ did, name, where }: ActSelection & Pick<ActTest, 'did'>, language: TextLanguage): string {
  const act = ACTS[did].label[language]
  const called = name === undefined ? '' : ((did === 'message' ? MESSAGE_WORDS[name]?.[language] : undefined) ?? `“${name}”`)
  const what = called === '' ? act : language === 'zh' ? `${act}${called}` : `${act} ${called}`
  if (where === undefined) return what
  const tests = where.map((test) => propertyWords(did, test, language))
  return language === 'zh' ? `${what}（${tests.join('，')}）` : `${what} (${tests.join(', ')})`
}

function propertyWords(did: ActTest['did'], test: PropertyTest, language: TextLanguage): string {
  const label = propertyLabel(did, test.property, language)
  const value = valueWords(test, { type: propertyType(did, test) }, language)
  const words = language === 'zh' ? `${label}${value}` : `${label} ${value}`
  if (test.not === undefined) return words
  return language === 'zh' ? `并非${words}` : `not ${words}`
}

function propertyLabel(did: ActTest['did'], name: string, language: TextLanguage): string {
  const known = ACTS[did].properties.find((property) => property.name === name)
  return known?.label[language] ?? (name.startsWith(OWN_PROPERTY) ? name.slice(OWN_PROPERTY.length) : name)
}

function sequenceWords({ sequence, within, window }: SequenceTest, catalogue: ConditionCatalogue, language: TextLanguage): string {
  const when = window === undefined ? '' : windowWords(window, catalogue, language)
  const steps = sequence.map((step, i) => {
    const what = selectionWords(step, language)
    if (i === 0) return what
    if (language === 'zh') return step.missing === true ? `之后没有${what}` : `之后${what}`
    return step.missing === true ? `and then not ${what}` : `then ${what}`
  })
  const span = spanWords(within, language)
  if (language === 'zh') return `${when}${steps.join('，')}（${span}内）`
  return `${steps.join(', ')} within ${span}${when === '' ? '' : `, ${when}`}`
}
