import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { ACTS, OWN_PROPERTY } from './act-catalogue.ts'
import type {
  AccountTest,
  ActSelection,
  ActTest,
  Calculation,
  Condition,
  Grain,
  PeopleTest,
  PropertyTest,
  SequenceTest,
} from './condition.ts'
import { calculationOf } from './condition.ts'
import type { ConditionCatalogue } from './condition-catalogue.ts'
import { segmentName } from './condition-catalogue.ts'
import type { FieldType } from './condition-field.ts'
import { propertyType } from './property-type.ts'
import { CALCULATION_WORDS, CHANNEL_NAMES, MESSAGE_WORDS, PURPOSE_NAMES, spanWords } from './sentence-words.ts'
import { valueWords } from './value-words.ts'
import { windowWords } from './window-words.ts'

/**
 * A condition as a sentence, in both languages, for whoever reads it in a list, a log or an approval.
 *
 * @example describeCondition({ field: 'profile.recency_days', op: 'gt', value: 60 }, catalogue).zh // '距上次下单天数大于 60'
 */
export function describeCondition(condition: Condition, catalogue: ConditionCatalogue, grain: Grain = 'customers'): BilingualText {
  const said = (language: TextLanguage) => sentence(condition, { catalogue, language, grain }, false)
  return { zh: said('zh'), en: said('en') }
}

interface Saying {
  readonly catalogue: ConditionCatalogue
  readonly language: TextLanguage
  readonly grain: Grain
}

const EVERYTHING: Readonly<Record<Grain, BilingualText>> = {
  customers: { zh: '全部客户', en: 'everyone' },
  accounts: { zh: '全部企业客户', en: 'all accounts' },
}

function sentence(condition: Condition, saying: Saying, isInner: boolean): string {
  const { catalogue, language, grain } = saying
  const inner = (part: Condition) => sentence(part, saying, true)
  const isChinese = language === 'zh'
  if ('all' in condition) {
    if (condition.all.length === 0) return EVERYTHING[grain][language]
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
  if ('account' in condition) return accountWords(condition, saying)
  if ('people' in condition) return peopleWords(condition, saying)
  if ('segment' in condition) {
    const name = segmentName(catalogue, condition.segment) ?? condition.segment
    return isChinese ? `属于分群“${name}”` : `in segment “${name}”`
  }
  if ('sequence' in condition) return sequenceWords(condition, catalogue, language)
  if (grain === 'customers') return actWords(condition, catalogue, language)
  if (condition.did === 'measure') return ownMeasureWords(condition, catalogue, language)
  return isChinese ? `成员${actWords(condition, catalogue, 'zh')}` : `its people: ${actWords(condition, catalogue, 'en')}`
}

const isEverything = (condition: Condition) => 'all' in condition && condition.all.length === 0

function accountWords({ account, roles }: AccountTest, saying: Saying): string {
  const what = isEverything(account) ? null : sentence(account, { ...saying, grain: 'accounts' }, true)
  const named = roles?.map((role) => `“${role}”`)
  if (saying.language === 'zh') {
    const member = named === undefined ? '是企业成员' : `在企业中的角色为${named.join('、')}${named.length > 1 ? '之一' : ''}`
    return what === null ? member : `${member}，该企业满足（${what}）`
  }
  const member = `is a member of an account${named === undefined ? '' : ` as ${named.join(' or ')}`}`
  return what === null ? member : `${member} where (${what})`
}

function peopleWords(test: PeopleTest, saying: Saying): string {
  const { people, roles, share } = test
  const what = isEverything(people) ? null : sentence(people, { ...saying, grain: 'customers' }, true)
  const named = roles?.map((role) => `“${role}”`)
  const isNobody = share === undefined && ((test.op === 'eq' && test.value === 0) || (test.op === 'lt' && test.value === 1))
  const isAnybody = share === undefined && test.op === 'gte' && test.value === 1
  const value = valueWords(test, { type: share === true ? 'share' : 'number' }, saying.language)
  if (saying.language === 'zh') {
    const who = named === undefined ? '成员' : `角色为${named.join('、')}的成员`
    if (isNobody) return what === null ? `没有${who}` : `没有${who}满足（${what}）`
    if (isAnybody) return what === null ? `有${who}` : `有${who}满足（${what}）`
    if (what === null) return `${who}${share === true ? '占比' : '人数'}${value}`
    return `满足（${what}）的${who}${share === true ? '占比' : '人数'}${value}`
  }
  const who = named === undefined ? 'its people' : `its people as ${named.join(' or ')}`
  if (isNobody) return what === null ? `none of ${who} are there` : `none of ${who}: (${what})`
  if (isAnybody) return what === null ? `has some of ${who}` : `some of ${who}: (${what})`
  const which = what === null ? who : `${who} who meet (${what})`
  return `${share === true ? 'share' : 'number'} of ${which} ${value}`
}

/** A measure of an account is said of it, not done by anybody. */
function ownMeasureWords(test: ActTest, catalogue: ConditionCatalogue, language: TextLanguage): string {
  if (language === 'zh') return actWords(test, catalogue, 'zh')
  const calculation = calculationOf(test)
  const isOnce = calculation.fn === 'count' && test.op === 'gte' && test.value === 1
  const of = 'of' in calculation ? propertyLabel(test.did, calculation.of, 'en') : ''
  const worked =
    calculation.fn === 'count' ? 'number of values' : CALCULATION_WORDS[calculation.fn].en(of).replace(/ (?:when |on which )?they$/u, '')
  const when = test.window === undefined ? '' : ` ${windowWords(test.window, catalogue, 'en')}`
  if (isOnce) return `has ${selectionWords(test, 'en')}${when}`
  return `${worked} of ${selectionWords(test, 'en')}${when} ${valueWords(test, { type: typeOfCalculation(calculation) }, 'en')}`
}

function typeOfCalculation({ fn }: Calculation): FieldType {
  if (fn === 'first' || fn === 'last') return 'time'
  return fn === 'growth' ? 'share' : 'number'
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
  const worked = CALCULATION_WORDS[calculation.fn][language](of)
  const value = valueWords(test, { type: typeOfCalculation(calculation) }, language)
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
