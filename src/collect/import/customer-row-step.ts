import { attributeField, type AttributeValue } from '../columns/attribute.ts'
import { attributeReader } from '../columns/attribute-reader.ts'
import { isPersonalValue } from '../columns/attribute-survey.ts'
import { type Consent, consentOf } from '../columns/consent-words.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { instantReader } from './parse-instant.ts'
import {
  cellReader,
  checkInstant,
  contentOf,
  identifierReader,
  refuse,
  refuseUnusable,
  rowCheck,
  type RowPlan,
  type RowResult,
} from './row-step.ts'
import { hasTestWord } from './test-record.ts'

/** Consent columns: for marketing in general, and for single channels. */
export const CONSENT_COLUMNS = ['marketing', 'email', 'sms', 'phone', 'wechat', 'webhook'] as const
export type ConsentColumn = (typeof CONSENT_COLUMNS)[number]

/** One registration. Values missing from the file are undefined or ''. */
export interface CustomerRow {
  readonly identifiers: readonly ClaimedIdentifier[]
  /** Field whose value was not a usable identifier and was left out, or ''. */
  readonly droppedIdentifier: string
  /** Whether an identifier is masked, and so left out. */
  readonly masked: boolean
  readonly name: string
  readonly registeredAt: number | undefined
  readonly gender: '' | 'female' | 'male' | 'other'
  readonly birthYear: number
  readonly region: string
  readonly memberLevel: string
  readonly source: string
  readonly language: string
  readonly timeZone: string
  /** Address and device of the sign-up, as written: only codes of them are stored. */
  readonly registeredIp: string
  readonly registeredDevice: string
  /** The meaning of each consent column's word; undefined if the cell is blank. */
  readonly consents: Readonly<Record<ConsentColumn, Consent | undefined>>
  /** Consent words, as written, that are neither yes nor no; they count as no. */
  readonly unclearConsents: readonly string[]
  readonly isTest: boolean
  readonly attributes: readonly RowAttribute[]
}

/** Values of a row beyond the fixed fields. */
export interface RowAttribute {
  readonly name: string
  readonly value: AttributeValue
  readonly personal: boolean
}

export const EARLIEST_BIRTH = 1900
export const MAX_LANGUAGE = 35
const FEMALE = /^(女|女性|女士|f|female|w|woman|2)$/i
const MALE = /^(男|男性|先生|m|male|man|1)$/i

/**
 * Makes the step from a row to a registration. A row must have at least one usable identifier; an unusable one next to
 * a usable one is left out and reported.
 */
export function customerRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<CustomerRow> {
  const cell = cellReader(plan.positions)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const readIdentifiers = identifierReader(plan)
  const check = rowCheck(plan)
  const [name, registeredAt, gender, birthYear, birthday] = [
    cell('customerName'),
    cell('registeredAt'),
    cell('gender'),
    cell('birthYear'),
    cell('birthday'),
  ]
  const [region, memberLevel, source, language] = [cell('region'), cell('memberLevel'), cell('source'), cell('language')]
  const [timeZone, remark] = [cell('timeZone'), cell('remark')]
  const [registeredIp, registeredDevice] = [cell('registeredIp'), cell('registeredDevice')]
  const consentWords = {
    marketing: cell('marketingConsent'),
    email: cell('emailConsent'),
    sms: cell('smsConsent'),
    phone: cell('phoneConsent'),
    wechat: cell('wechatConsent'),
    webhook: cell('webhookConsent'),
  }

  const attributes = plan.attributes.map((column) => ({
    column,
    text: cell(attributeField(column.name)),
    read: attributeReader(column, plan.dateOrder, plan.timeZone),
  }))

  return (cells) => {
    const useless = check(cells)
    if (useless !== undefined) return useless
    const { identifiers, unreadable, masked } = readIdentifiers(cells)
    if (identifiers.length === 0) {
      return unreadable === ''
        ? refuse('no-identifier', '', 'The row has no phone, e-mail, member number or customer id.')
        : refuseUnusable(unreadable)
    }
    const registeredText = registeredAt(cells)
    let registered: number | undefined
    if (registeredText !== '') {
      registered = readInstant(registeredText)
      const bad = checkInstant(registered, registeredText, 'registeredAt', plan)
      if (bad !== undefined) return { ok: false, refusal: bad }
    }
    const born = birthYearOf(birthYear(cells), birthday(cells))
    if (born !== 0 && (born < EARLIEST_BIRTH || born > new Date(plan.latest).getUTCFullYear())) {
      return refuse('date-out-of-range', birthYear(cells) === '' ? 'birthday' : 'birthYear', `No customer was born in the year given.`)
    }
    const spoken = language(cells)
    if (spoken.length > MAX_LANGUAGE) {
      return refuse('value-too-long', 'language', `The field language has more than ${MAX_LANGUAGE} characters.`)
    }
    const said = attributes.flatMap(({ column: { name, personal }, text, read }): RowAttribute[] => {
      const written = text(cells)
      const value = written === '' ? undefined : read(written)
      return value === undefined ? [] : [{ name, value, personal: personal || isPersonalValue(written) }]
    })
    const consent = (column: ConsentColumn): Consent | undefined => saidOf(consentWords[column](cells))
    const consents = {
      marketing: consent('marketing'),
      email: consent('email'),
      sms: consent('sms'),
      phone: consent('phone'),
      wechat: consent('wechat'),
      webhook: consent('webhook'),
    }
    const row = {
      identifiers,
      name: name(cells),
      registeredAt: registered,
      gender: genderOf(gender(cells)),
      birthYear: born,
      region: region(cells),
      memberLevel: memberLevel(cells),
      source: source(cells),
      language: languageOf(spoken),
      timeZone: timeZone(cells),
      registeredIp: registeredIp(cells),
      registeredDevice: registeredDevice(cells),
    } as const
    return {
      ok: true,
      value: {
        ...row,
        droppedIdentifier: unreadable,
        masked,
        consents,
        unclearConsents: CONSENT_COLUMNS.map((column) => consentWords[column](cells)).filter((word) => consentOf(word) === 'unclear'),
        isTest: hasTestWord(row.name, remark(cells)),
        attributes: said,
      },
      content: contentOf(
        [
          row.name,
          String(row.registeredAt),
          row.gender,
          String(row.birthYear),
          row.region,
          row.memberLevel,
          row.source,
          row.language,
          row.timeZone,
          ...CONSENT_COLUMNS.flatMap((column) => contentOfConsent(column, consents[column])),
          // Only where there are any, so that rows of earlier files are still recognised.
          ...[row.registeredIp, row.registeredDevice].filter((place) => place !== '').map((place) => `signed up at ${place}`),
          ...said.map(({ name, value }) => `${attributeField(name)} ${value}`),
        ],
        identifiers,
      ),
    }
  }
}

/** '' where nothing is said. */
export function genderOf(text: string): CustomerRow['gender'] {
  return FEMALE.test(text) ? 'female' : MALE.test(text) ? 'male' : text === '' ? '' : 'other'
}

function saidOf(word: string): Consent | undefined {
  return word === '' ? undefined : consentOf(word)
}

/** The content as it was before single channels were read, so that rows of earlier files are still recognised. */
function contentOfConsent(column: ConsentColumn, said: Consent | undefined): string[] {
  if (column === 'marketing') return [String(said === undefined ? undefined : said === 'yes')]
  return said === undefined ? [] : [`${column} ${said === 'yes'}`]
}

/** 0 when unknown, such as 0000-00-00 or words. Only the year of a birthday is kept, because analysis needs only the age. */
export function birthYearOf(year: string, birthday: string): number {
  const match =
    /(?:^|\D)(\d{4})(?:\D|$)/.exec(year) ??
    /(?:^|\D)(\d{4})(?:\D|$)/.exec(birthday) ??
    /^((?:1[5-9]|2[01])\d\d)\d{4}$/.exec(birthday) ??
    /^\d{4}((?:19|20)\d\d)$/.exec(birthday)
  return match === null ? 0 : Number(match[1])
}

/** As the product names its languages; any other stays as it is written. */
export function languageOf(text: string): string {
  if (/^(zh|中文|汉语|chinese|cn)/i.test(text)) return 'zh-CN'
  return /^(en|英文|英语|english)/i.test(text) ? 'en' : text
}
