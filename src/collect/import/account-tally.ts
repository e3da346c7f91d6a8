import type { AccountRow } from './account-row-step.ts'
import { KeyCounter } from './key-counter.ts'
import { LinkedPeople } from './linked-people.ts'

/** The totals of a file of accounts, counting readable rows. */
export interface AccountFigures {
  readonly kind: 'accounts'
  readonly rows: number
  readonly accounts: number
  readonly people: number
  /** Rows that name no person. */
  readonly withoutPerson: number
  /** Rows of people who have left. */
  readonly left: number
  readonly firstAt: null
  readonly lastAt: null
}

/** Adds up the rows of a file of accounts. @param links Whether people are counted here instead of by identity. */
export class AccountTally {
  readonly #people: LinkedPeople | undefined
  readonly #accounts = new KeyCounter()
  #rows = 0
  #without = 0
  #left = 0

  constructor(links: boolean) {
    this.#people = links ? new LinkedPeople() : undefined
  }

  add({ accountId, identifiers, until }: AccountRow): void {
    this.#rows += 1
    this.#accounts.addText(accountId)
    this.#people?.add(identifiers)
    if (identifiers.length === 0) this.#without += 1
    if (until !== undefined) this.#left += 1
  }

  /** @param people As identity counted them, where it did. */
  figures(people = this.#people?.count ?? 0): AccountFigures {
    return {
      kind: 'accounts',
      rows: this.#rows,
      accounts: this.#accounts.size,
      people,
      withoutPerson: this.#without,
      left: this.#left,
      firstAt: null,
      lastAt: null,
    }
  }
}
