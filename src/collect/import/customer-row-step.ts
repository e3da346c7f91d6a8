import type { ClaimedIdentifier } from '../identity-claim.ts'
import { instantReader } from './parse-instant.ts'
import {
  cellReader,
  checkInstant,
  contentOf,
  identifierReader,
  MAX_TEXT,
  refuse,
  tooLongField,
  type RowPlan,
  type RowResult,
} from './row-step.ts'
import { hasTestWord } from './test-record.ts'

/** One registration. What a file does not say is undefined or ''. */
export interface CustomerRow {
  readonly identifiers: readonly ClaimedIdentifier[]
  /** Field whose value was no usable identifier and was left out, or ''. */
  readonly droppedIdentifier: string
  readonly name: string
  readonly registeredAt: number | undefined
  readonly gender: '' | 'female' | 'male' | 'other'
  readonly birthYear: number
  readonly region: string
  readonly memberLevel: string
  readonly source: string
  readonly language: string
  readonly timeZone: string
  /** Undefined when the file does not say. */
  readonly marketingConsent: boolean | undefined
  readonly isTest: boolean
}

const FEMALE = /^(女|女性|女士|f|female|w|woman|2)$/i
const MALE = /^(男|男性|先生|m|male|man|1)$/i
const YES = /^(是|同意|已同意|有|yes|y|true|1|subscribed|opted[ -]?in|granted)$/i
const NO = /^(否|不同意|拒绝|无|no|n|false|0|unsubscribed|opted[ -]?out|denied)$/i

/**
 * Makes the step from a row to a registration. A row must name the customer by at least one usable identifier; an unusable one beside
 * a usable one is left out and reported.
 */
export function customerRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<CustomerRow> {
  const cell = cellReader(plan.positions)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const readIdentifiers = identifierReader(plan)
  const [name, registeredAt, gender, birthYear, birthday] = [
    cell('customerName'),
    cell('registeredAt'),
    cell('gender'),
    cell('birthYear'),
    cell('birthday'),
  ]
  const [region, memberLevel, source, language] = [cell('region'), cell('memberLevel'), cell('source'), cell('language')]
  const [timeZone, consent, remark] = [cell('timeZone'), cell('marketingConsent'), cell('remark')]

  return (cells) => {
    if (cells.length !== plan.columns) {
      return refuse('wrong-number-of-columns', '', `The row has ${cells.length} columns where the header has ${plan.columns}.`)
    }
    const tooLong = tooLongField(cells, plan)
    if (tooLong !== undefined) return refuse('value-too-long', tooLong, `The field ${tooLong} has more than ${MAX_TEXT} characters.`)
    const { identifiers, unreadable } = readIdentifiers(cells)
    if (identifiers.length === 0) {
      return unreadable === ''
        ? refuse('no-identifier', '', 'The row has no phone, e-mail, member number or customer id.')
        : refuse(
            'unreadable-identifier',
            unreadable,
            `The field ${unreadable} holds no usable value and nothing else says who the customer is.`,
          )
    }
    const registeredText = registeredAt(cells)
    let registered: number | undefined
    if (registeredText !== '') {
      registered = readInstant(registeredText)
      const bad = checkInstant(registered, registeredText, 'registeredAt', plan)
      if (bad !== undefined) return { ok: false, refusal: bad }
    }
    const genderText = gender(cells)
    const consentText = consent(cells)
    const row = {
      identifiers,
      name: name(cells),
      registeredAt: registered,
      gender: FEMALE.test(genderText) ? 'female' : MALE.test(genderText) ? 'male' : genderText === '' ? '' : 'other',
      birthYear: yearOf(birthYear(cells), birthday(cells)),
      region: region(cells),
      memberLevel: memberLevel(cells),
      source: source(cells),
      language: languageOf(language(cells)),
      timeZone: timeZone(cells),
      marketingConsent: YES.test(consentText) ? true : NO.test(consentText) ? false : undefined,
    } as const
    return {
      ok: true,
      value: {
        ...row,
        droppedIdentifier: unreadable,
        isTest: hasTestWord(row.name, remark(cells)),
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
          String(row.marketingConsent),
        ],
        identifiers,
      ),
    }
  }
}

/** 0 when unknown. Only the year is kept of a birthday: age is all that analysis needs. */
function yearOf(year: string, birthday: string): number {
  const match = /(?:^|\D)((?:19|20)\d\d)(?:\D|$)/.exec(year) ?? /((?:19|20)\d\d)/.exec(birthday)
  return match === null ? 0 : Number(match[1])
}

function languageOf(text: string): string {
  if (/^(zh|中文|汉语|chinese|cn)/i.test(text)) return 'zh-CN'
  return /^(en|英文|英语|english)/i.test(text) ? 'en' : text.slice(0, 35)
}
