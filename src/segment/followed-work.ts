/** Whose acts were stored since the last look. */
export interface Touched {
  readonly customerIds: readonly string[]
  /** Of those, who did something that is not imported or late: only they may start something. */
  readonly live: readonly string[]
}

/** Noted customers of one look, gone with `forget`. */
export interface TouchedBlock extends Touched {
  readonly hasMore: boolean
  readonly forget: () => Promise<void>
}

/** What cannot wait for the clock. */
export interface WaitingWork {
  /** Whether loads noted anybody. */
  readonly touched: boolean
  /** What is in use and has other customers than it says, each by its name and version. */
  readonly unfilled: readonly string[]
}

interface FollowedWorkParts {
  readonly waiting: () => Promise<WaitingWork>
  /** Fills what is new or changed, as far as it can be asked. */
  readonly fillNew: () => Promise<void>
  /** Looks at those who did something; true when more of them wait. */
  readonly refreshTouched: () => Promise<boolean>
}

/**
 * A round of what cannot wait for the clock: those who did something, and what is new or changed. What could not be filled, because it names something that is gone, is not tried by
 * every round: its next version is, and so is all of it when everybody is looked at.
 */
export class FollowedWork {
  readonly #parts: FollowedWorkParts
  #left: ReadonlySet<string> = new Set()

  constructor(parts: FollowedWorkParts) {
    this.#parts = parts
  }

  /** True when there is likely more. */
  async round(): Promise<boolean> {
    const { touched, unfilled } = await this.#parts.waiting()
    this.#left = new Set(unfilled.filter((one) => this.#left.has(one)))
    if (unfilled.some((one) => !this.#left.has(one))) {
      await this.#parts.fillNew()
      const still = new Set((await this.#parts.waiting()).unfilled)
      this.#left = new Set(unfilled.filter((one) => still.has(one)))
    }
    return touched && (await this.#parts.refreshTouched())
  }
}
