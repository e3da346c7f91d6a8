import { FirstAndLast } from './first-and-last.ts'
import { KeyCounter } from './key-counter.ts'
import { LinkedPeople } from './linked-people.ts'
import type { SignInRow } from './sign-in-row-step.ts'

/** The totals of a list of sign-ins, counting readable rows. */
export interface SignInFigures {
  readonly kind: 'sign_ins'
  readonly rows: number
  readonly people: number
  readonly activities: number
  readonly stores: number
  readonly firstAt: string | null
  readonly lastAt: string | null
}

/** Adds up the rows of a list of sign-ins. @param links Whether people are counted here instead of by identity. */
export class SignInTally {
  readonly #people: LinkedPeople | undefined
  readonly #activities = new KeyCounter()
  readonly #stores = new KeyCounter()
  readonly #times = new FirstAndLast()
  #rows = 0

  constructor(links: boolean) {
    this.#people = links ? new LinkedPeople() : undefined
  }

  add({ activity, storeId, signedInAt, identifiers }: SignInRow): void {
    this.#rows += 1
    this.#activities.addText(activity)
    if (storeId !== '') this.#stores.addText(storeId)
    this.#times.add(signedInAt)
    this.#people?.add(identifiers)
  }

  /** @param people As identity counted them, where it did. */
  figures(people = this.#people?.count ?? 0): SignInFigures {
    return {
      kind: 'sign_ins',
      rows: this.#rows,
      people,
      activities: this.#activities.size,
      stores: this.#stores.size,
      ...this.#times.said(),
    }
  }
}
