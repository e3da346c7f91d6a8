import type { Command } from 'commander'
import type { IdentityDecided, IdentityPreview, IdentityWish } from '#http/identity/identity-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { toMajor } from '#kernel/money.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'

interface DecideOptions extends DoorOptions {
  readonly with?: string
  readonly kind?: string
  readonly value?: string
  readonly reason?: string
  readonly preview?: boolean
  readonly confirm?: boolean
}

/** `liuke customers bind`, `liuke customers unbind`: who is whom, decided by hand; shows what would move first. */
export function addCustomerIdentityCommands(customers: Command): void {
  const decision = (name: string, description: string): Command =>
    addDoor(customers, `${name} <customer>`, description)
      .option('--kind <kind>', 'kind of the identifier, such as phone, email or member_number')
      .option('--value <value>', 'the identifier')
      .option('--reason <text>', 'why; required unless --preview is given')
      .option('--preview', 'only show what would move')
      .option('--confirm', 'go on although the preview names something that speaks against it')
  decision('bind', `an identifier, or another customer, is this customer (${WHO})`)
    .option('--with <customer>', 'the other customer, instead of --kind and --value')
    .action((customer: string, options: DecideOptions) =>
      atDoor(options, async (door) => {
        const { with: other } = options
        const wish: IdentityWish =
          other === undefined ? { act: 'bind', ...valueOf(options) } : { act: 'bind', withId: await customerIdOf(door, other) }
        await decide(door, await customerIdOf(door, customer), wish, options)
      }),
    )
  decision('unbind', `an identifier is not this customer (${WHO}); records that name it later do not bring it back`).action(
    (customer: string, options: DecideOptions) =>
      atDoor(options, async (door) => decide(door, await customerIdOf(door, customer), { act: 'unbind', ...valueOf(options) }, options)),
  )
}

function valueOf({ kind, value }: DecideOptions): { readonly kind: string; readonly value: string } {
  if (kind !== undefined && value !== undefined) return { kind, value }
  throw new AppError('invalid-input', 'identifier-missing', 'Say which identifier is meant: give --kind and --value.')
}

async function decide(door: Door, id: string, wish: IdentityWish, { preview, confirm, reason }: DecideOptions): Promise<void> {
  if (preview !== true && (reason ?? '').trim() === '')
    throw new AppError('invalid-input', 'reason-missing', 'Say why with --reason, or add --preview to see what would move.')
  const shown = await door.client.ask<IdentityPreview>('POST', address`/customers/${id}/identity/preview`, { body: wish })
  if (preview === true) {
    showPreview(door, shown)
    return
  }
  const body = { wish, state: shown.state, confirmed: confirm === true, reason }
  const decided = await door.client.ask<IdentityDecided>('POST', address`/customers/${id}/identity/decisions`, { body })
  door.say(
    { ...decided, outcome: shown.outcome },
    decided.otherId === null
      ? { zh: `已绑定到客户 ${decided.customerId}。`, en: `Bound to the customer ${decided.customerId}.` }
      : shown.outcome === 'join'
        ? {
            zh: `${decided.otherId} 已并入 ${decided.customerId}，可用 customers unmerge 撤销。`,
            en: `${decided.otherId} is ${decided.customerId} now; customers unmerge undoes it.`,
          }
        : {
            zh: `该标识不再属于 ${decided.customerId}，现为单独的客户 ${decided.otherId}；绑定两者即可撤回。`,
            en: `The identifier left ${decided.customerId} and is the customer ${decided.otherId} now; binding the two undoes it.`,
          },
  )
}

function showPreview({ fields, word }: Door, shown: IdentityPreview): void {
  const { moves, other, identifier, doubts } = shown
  fields(shown, [
    [{ zh: '结果', en: 'Outcome' }, word('identityOutcome', shown.outcome)],
    [{ zh: '保留的客户', en: 'Customer that stays' }, shown.customerId],
    [{ zh: '另一位客户', en: 'Other customer' }, other?.customerId ?? '-'],
    [{ zh: '标识', en: 'Identifier' }, identifier === null ? '-' : `${word('identifier', identifier.kind)} ${identifier.masked}`],
    [{ zh: '移动的记录', en: 'Records that move' }, moves.origins],
    [{ zh: '移动的标识', en: 'Identifiers that move' }, moves.identifiers],
    [{ zh: '移动的设备', en: 'Devices that move' }, moves.devices],
    [
      { zh: '移动的订单', en: 'Orders that move' },
      [String(moves.orders), ...moves.amounts.map(({ minor, currency }) => `${toMajor(minor, currency).toFixed(2)} ${currency}`)].join(
        ', ',
      ),
    ],
    [{ zh: '移动的事件', en: 'Events that move' }, moves.events],
    [{ zh: '移动的工单', en: 'Tickets that move' }, moves.tickets],
    [{ zh: '移动的授权记录', en: 'Consent entries that move' }, moves.consents],
    [{ zh: '移动的任务', en: 'Tasks that move' }, moves.tasks],
    [{ zh: '移动的消息', en: 'Messages that move' }, moves.sends],
    [{ zh: '移动的备注', en: 'Notes that move' }, moves.notes],
    [{ zh: '需要确认', en: 'Needs --confirm' }, doubts.length === 0 ? '-' : doubts.map((one) => word('identityDoubt', one)).join('; ')],
  ])
}
