import type { Command } from 'commander'
import type { Static } from '#http/shared-schemas.ts'
import type { Customer360, CustomerRow, Revealed, SeparatedCustomers } from '#http/profile/customer-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { toMajor } from '#kernel/money.ts'
import { addDoor, address, addPageOptions, atDoor, limitOf } from './door.ts'
import type { Door, DoorOptions, PageOptions } from './door.ts'

interface FindOptions extends PageOptions {
  readonly tier?: string
  readonly risk?: string
  readonly cluster?: string
}

interface ShowOptions extends DoorOptions {
  readonly reveal?: string
  readonly reason?: string
}

export const WHO = 'customer id, or exact phone, email or member number'

/** `liuke customers find`, `liuke customers show`: profiles of customers, masked. */
export function addCustomerLookupCommands(customers: Command): void {
  addPageOptions(addDoor(customers, 'find [customer]', `list customers, or find one (${WHO}); masked`))
    .option('--tier <tier>', 'only in this lifecycle tier')
    .option('--risk <tier>', 'only in this risk tier')
    .option('--cluster <key>', 'only in this cluster of `liuke clusters show`')
    .action((customer: string | undefined, options: FindOptions) =>
      atDoor(options, async ({ client, list, time, word }) => {
        const query = { q: customer, lifecycleTier: options.tier, riskTier: options.risk, cluster: options.cluster }
        list(
          await client.list<CustomerRow>('/customers', query, limitOf(options)),
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '姓名', en: 'Name' }, cell: ({ maskedName }) => maskedName },
            { title: { zh: '联系方式', en: 'Identifiers' }, cell: ({ identifiers }) => identifiers.map(({ masked }) => masked).join(' ') },
            { title: { zh: '生命周期', en: 'Lifecycle' }, cell: ({ lifecycleTier }) => word('lifecycle', lifecycleTier ?? '-') },
            { title: { zh: '流失风险', en: 'Risk' }, cell: ({ riskTier }) => word('risk', riskTier ?? '-') },
            { title: { zh: '最近下单', en: 'Last order' }, cell: ({ lastOrderAt }) => time(lastOrderAt) },
            { title: { zh: '累计消费', en: 'Spent' }, cell: ({ lifetimeSpend }) => moneyOf(lifetimeSpend) },
          ],
          { zh: '没有符合条件的客户。', en: 'No matching customers.' },
        )
      }),
    )

  addDoor(customers, 'show <customer>', `show the profile of one customer (${WHO}); masked`)
    .option('--reveal <kind>', 'show this kind of value unmasked, such as phone, email or name; requires --reason and is audited')
    .option('--reason <text>', 'why the values are needed')
    .action((customer: string, options: ShowOptions) =>
      atDoor(options, async (door) => {
        const { reveal, reason } = options
        if ((reveal === undefined) !== (reason === undefined)) {
          throw new AppError('invalid-input', 'reason-missing', 'To see unmasked values, give both --reveal and --reason.')
        }
        const found = await door.client.ask<Customer360>('GET', address`/customers/${await customerIdOf(door, customer)}`)
        const revealed =
          reveal === undefined
            ? null
            : await door.client.ask<Static<typeof Revealed>>('POST', address`/customers/${found.row.id}/reveal`, {
                body: { kind: reveal, reason },
              })
        showCustomer(door, found, revealed)
      }),
    )

  addDoor(customers, 'unmerge <customer> <merge>', `undo a merge of a customer (${WHO}); "show" lists merges with their ids`).action(
    (customer: string, merge: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const id = await customerIdOf(door, customer)
        const separated = await door.client.ask<Static<typeof SeparatedCustomers>>('DELETE', address`/customers/${id}/merges/${merge}`)
        door.say(separated, {
          zh: `已撤销合并：${separated.customerId} 与 ${separated.separatedId} 恢复为两位客户，标识和历史各归原主。`,
          en: `Unmerged: ${separated.customerId} and ${separated.separatedId} have their own identifiers and history again.`,
        })
      }),
  )
}

/** @throws AppError `customer-not-found` */
export async function customerIdOf({ client }: Door, customer: string): Promise<string> {
  const [first, second] = await client.list<CustomerRow>('/customers', { q: customer }, 2)
  if (first !== undefined && second === undefined) return first.id
  throw new AppError(
    'not-found',
    'customer-not-found',
    first === undefined
      ? 'There is no such customer. Use the customer id, or the exact phone, email or member number.'
      : 'Several customers match: use the customer id.',
  )
}

function showCustomer({ fields, time, language, word }: Door, found: Customer360, revealed: Static<typeof Revealed> | null): void {
  const { row } = found
  fields({ ...found, ...(revealed === null ? {} : { revealed }) }, [
    [{ zh: '编号', en: 'ID' }, row.id],
    [{ zh: '姓名', en: 'Name' }, row.maskedName],
    [
      { zh: '联系方式', en: 'Identifiers' },
      found.identifiers.map(({ kind, masked }) => `${word('identifier', kind)} ${masked}`).join(', '),
    ],
    ...(revealed === null
      ? []
      : [[{ zh: `明文：${word('identifier', revealed.kind)}`, en: `Unmasked: ${revealed.kind}` }, revealed.values.join(', ')] as const]),
    [{ zh: '生命周期', en: 'Lifecycle' }, word('lifecycle', row.lifecycleTier ?? '-')],
    [{ zh: '价值', en: 'Value' }, word('valueClass', row.valueClass ?? '-')],
    [
      { zh: '流失风险', en: 'Risk' },
      row.riskProbability === null ? '-' : `${word('risk', row.riskTier ?? '-')} (${Math.round(row.riskProbability * 100)} %)`,
    ],
    [{ zh: '主要原因', en: 'Main reason' }, row.topReason?.[language] ?? '-'],
    [{ zh: '累计订单', en: 'Orders' }, row.lifetimeOrders ?? '-'],
    [{ zh: '累计消费', en: 'Spent' }, moneyOf(row.lifetimeSpend)],
    [{ zh: '最近下单', en: 'Last order' }, time(row.lastOrderAt)],
    ...found.merges.map(
      ({ id, at, kind, mayBeTakenBack }) =>
        [
          { zh: '合并', en: 'Merge' },
          `${id} ${time(at)} ${word('mergeRule', kind)}${mayBeTakenBack ? '' : { zh: '（不能撤销）', en: ' (not reversible)' }[language]}`,
        ] as const,
    ),
    [{ zh: '请勿联系', en: 'Do not contact' }, word('stopReason', found.contactStop?.reason ?? '-')],
    [
      { zh: '授权', en: 'Consents' },
      found.consents
        .map(
          ({ purpose, channel, granted }) => `${word('purpose', purpose)} ${word('channel', channel)}: ${consentText(granted, language)}`,
        )
        .join(', '),
    ],
  ])
}

function consentText(granted: boolean, language: TextLanguage): string {
  if (language === 'zh') return granted ? '已同意' : '已撤回'
  return granted ? 'granted' : 'withdrawn'
}

function moneyOf(money: CustomerRow['lifetimeSpend']): string {
  return money === null ? '-' : `${toMajor(money.minor, money.currency).toFixed(2)} ${money.currency}`
}
