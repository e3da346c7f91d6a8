import type { Rng } from '#kernel/rng.ts'

/** The same number as people and tills write it: plain, spaced, with country code, with dashes. */
export function dressPhone(rng: Rng, phone: string): string {
  const [a, b, c] = [phone.slice(0, 3), phone.slice(3, 7), phone.slice(7)]
  switch (rng.weighted([72, 9, 7, 6, 4, 2])) {
    case 1:
      return `${a} ${b} ${c}`
    case 2:
      return `+86-${phone}`
    case 3:
      return `${a}-${b}-${c}`
    case 4:
      return `+86 ${a} ${b} ${c}`
    case 5:
      return `0086${phone}`
    default:
      return phone
  }
}

/** A value in the phone column that is no phone number. */
export function spoilPhone(rng: Rng, phone: string): string {
  return rng.pick([phone.slice(0, 10), `12${phone.slice(2)}`, '00000000000', '无', `${phone.slice(0, 7)}xxxx`, '1.38E+10'])
}

/** The same address with the capitals and blanks that forms accept. */
export function dressEmail(rng: Rng, email: string): string {
  switch (rng.weighted([88, 7, 5])) {
    case 1:
      return email[0]?.toUpperCase() + email.slice(1)
    case 2:
      return ` ${email} `
    default:
      return email
  }
}

/** A field that cannot be read, so that the row must be quarantined. */
export interface BrokenCell {
  readonly column: '下单时间' | '数量' | '单价' | '创建时间'
  readonly text: string
}

export const BROKEN_ORDER_CELLS: readonly BrokenCell[] = [
  { column: '下单时间', text: '2026-02-30 10:00:00' },
  { column: '数量', text: 'abc' },
  { column: '下单时间', text: '昨天下午' },
  { column: '数量', text: '' },
  { column: '下单时间', text: '' },
  { column: '单价', text: '面议' },
  { column: '数量', text: '两件' },
]

/** Which person's block of the files carries which extra dirt: fixed by index, so that the counts are known and every world has some. */
export const DIRT_EVERY = {
  brokenOrder: { every: 83, at: 3 },
  brokenTicket: { every: 151, at: 7 },
  customerWithoutIdentifier: { every: 233, at: 5 },
  orderWithoutCustomer: { every: 19, at: 2 },
  testOrder: { every: 61, at: 11 },
} as const

export function hasDirt(kind: keyof typeof DIRT_EVERY, index: number): boolean {
  return index % DIRT_EVERY[kind].every === DIRT_EVERY[kind].at
}

/** Share of order lines that appear twice, exactly alike. */
export const DUPLICATE_LINE_SHARE = 0.006
/** Share of tracking messages that are delivered twice under one message id. */
export const REPEATED_MESSAGE_SHARE = 0.004
/** Share of sessions whose first message arrives without either id. */
export const MESSAGE_WITHOUT_ID_SHARE = 0.0015
