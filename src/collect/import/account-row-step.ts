import { attributeField } from '../columns/attribute.ts'
import { attributeReader } from '../columns/attribute-reader.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import type { RowAttribute } from './customer-row-step.ts'
import { instantReader } from './parse-instant.ts'
import {
  cellReader,
  checkInstant,
  contentOf,
  identifierReader,
  refuse,
  type Refusal,
  refuseUnusable,
  rowCheck,
  type RowPlan,
  type RowResult,
} from './row-step.ts'

/** What a row says of an account (a company), and of one of its people where it names one. Times are epoch milliseconds. */
export interface AccountRow {
  readonly accountId: string
  /** '' where the row does not say. */
  readonly name: string
  readonly attributes: readonly RowAttribute[]
  /** Of the person; '' where the row does not say, or names nobody. */
  readonly personName: string
  readonly role: string
  readonly since: number | undefined
  /** When the person left; undefined while they are a member, or where nobody says. */
  readonly until: number | undefined
  /** When this was so; undefined: as of now. */
  readonly saidAt: number | undefined
  /** Of the person; empty where the row is about the account alone. */
  readonly identifiers: readonly ClaimedIdentifier[]
}

/** Makes the step from the cells of a row to what it says of an account. */
export function accountRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<AccountRow> {
  const cell = cellReader(plan.positions)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const readIdentifiers = identifierReader(plan)
  const check = rowCheck(plan)
  const [accountId, name, role, personName] = [cell('accountId'), cell('accountName'), cell('role'), cell('customerName')]
  const times = { since: cell('memberSince'), until: cell('memberUntil'), saidAt: cell('saidAt') }
  const attributes = plan.attributes.map((column) => ({
    column,
    text: cell(attributeField(column.name)),
    read: attributeReader(column, plan.dateOrder, plan.timeZone),
  }))
  const timeOf = (text: string, field: string): number | Refusal | undefined => {
    if (text === '') return undefined
    const time = readInstant(text)
    return checkInstant(time, text, field, plan) ?? time
  }
  return (cells) => {
    const useless = check(cells)
    if (useless !== undefined) return useless
    const id = accountId(cells)
    if (id === '') return refuse('missing-value', 'accountId', 'The field accountId is empty.')
    const since = timeOf(times.since(cells), 'memberSince')
    if (typeof since === 'object') return { ok: false, refusal: since }
    const saidAt = timeOf(times.saidAt(cells), 'saidAt')
    if (typeof saidAt === 'object') return { ok: false, refusal: saidAt }
    const untilText = times.until(cells)
    // A contract may end in the future.
    const until = untilText === '' ? undefined : readInstant(untilText)
    if (untilText !== '' && until === undefined)
      return refuse('unreadable-date', 'memberUntil', 'The field memberUntil is not a date that can be read.')
    if (since !== undefined && until !== undefined && until < since)
      return refuse('date-out-of-range', 'memberUntil', 'The person left before they joined.')
    const { identifiers, unreadable } = readIdentifiers(cells)
    if (identifiers.length === 0 && unreadable !== '') return refuseUnusable(unreadable)
    if (identifiers.length === 0 && (role(cells) !== '' || since !== undefined || untilText !== ''))
      return refuse('no-identifier', '', 'The row has a role or a membership and does not say whose.')
    const said = attributes.flatMap(({ column, text, read }): RowAttribute[] => {
      const written = text(cells)
      const value = written === '' ? undefined : read(written)
      return value === undefined ? [] : [{ name: column.name, value, personal: column.personal }]
    })
    const row = { accountId: id, name: name(cells), role: role(cells), since, until, saidAt }
    const called = identifiers.length === 0 ? '' : personName(cells)
    const content = [
      ...Object.values(row).map(String),
      ...said.map((one) => `${attributeField(one.name)} ${one.value}`),
      ...(called === '' ? [] : [`name ${called}`]),
    ]
    return { ok: true, value: { ...row, personName: called, attributes: said, identifiers }, content: contentOf(content, identifiers) }
  }
}
