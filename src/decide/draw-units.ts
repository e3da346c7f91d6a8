import type { Arm } from './assign-arm.ts'
import { isRunning } from './reservation.ts'
import type { Reservation } from './reservation.ts'

/** A person who is a member of an account now. Account ids are UUIDs. */
export interface AccountMember {
  readonly accountId: string
  readonly customerId: string
}

export interface MemberReader {
  /** Every person who is a member of an account at that time, once per account. */
  members(at: Date): Promise<AccountMember[]>
}

/** A group that a company belongs to because of a decision whose period is not over. */
export interface RunningArm {
  readonly arm: Arm
  /** When the company is free again. */
  readonly until: Date
}

/** The people who are drawn together: those of one account, or of several accounts that share a person of this run. */
export interface DrawUnit {
  /** The smallest id of its accounts. */
  readonly id: string
  readonly accounts: number
  /** From decisions of other runs; null: the company is free, and is drawn. */
  readonly running: RunningArm | null
  /** The unit and arm that an unfinished part of the same run has given. */
  readonly given: { readonly unit: string; readonly arm: Arm } | null
}

/**
 * The unit of each of these customers; who is in no account has none and is drawn alone. Accounts are one unit where one of the customers is in both, so that
 * no account ever has people of two arms. An arm that runs is that of the members with a reservation drawn by account, whether or not they are among these
 * customers. Where members hold both arms, since companies came together or a person changed company, it is the control arm: nobody new is contacted.
 * @param reservations of any run, by customer
 */
export function drawUnits(
  customerIds: readonly string[],
  members: readonly AccountMember[],
  { runId, asOf, reservations }: { readonly runId: string; readonly asOf: Date; readonly reservations: ReadonlyMap<string, Reservation> },
): Map<string, DrawUnit> {
  const wanted = new Set(customerIds)
  const accountsOf = new Map<string, string[]>()
  const [running, given] = [new Map<string, RunningArm>(), new Map<string, { readonly unit: string; readonly arm: Arm }>()]
  for (const { accountId, customerId } of members) {
    if (wanted.has(customerId)) accountsOf.set(customerId, [...(accountsOf.get(customerId) ?? []), accountId])
    const held = reservations.get(customerId)
    const drawn = held?.drawn
    if (held === undefined || drawn === undefined || !isRunning(held, asOf)) continue
    if (held.runId === runId) given.set(accountId, drawn)
    else running.set(accountId, together(running.get(accountId), { arm: drawn.arm, until: held.until }))
  }

  const parents = new Map<string, string>()
  const rootOf = (account: string): string => {
    let root = account
    for (let above = parents.get(root); above !== undefined; above = parents.get(root)) root = above
    if (root !== account) parents.set(account, root)
    return root
  }
  for (const [first = '', ...others] of accountsOf.values()) {
    for (const other of others) {
      const [low = '', high = ''] = [rootOf(first), rootOf(other)].toSorted()
      if (low !== high) parents.set(high, low)
    }
  }

  const units = new Map<string, DrawUnit>()
  for (const account of new Set([...accountsOf.values()].flat())) {
    const id = rootOf(account)
    const known = units.get(id)
    const here = running.get(account)
    units.set(id, {
      id,
      accounts: (known?.accounts ?? 0) + 1,
      running: here === undefined ? (known?.running ?? null) : together(known?.running ?? undefined, here),
      given: known?.given ?? given.get(account) ?? null,
    })
  }
  const found = new Map<string, DrawUnit>()
  for (const [customerId, [first = '']] of accountsOf) {
    const unit = units.get(rootOf(first))
    if (unit !== undefined) found.set(customerId, unit)
  }
  return found
}

function together(a: RunningArm | undefined, b: RunningArm): RunningArm {
  if (a === undefined) return b
  return { arm: a.arm === 'control' ? 'control' : b.arm, until: a.until > b.until ? a.until : b.until }
}
