/** Who works alone, or beside others that may, each in the order of asking. */
export class Turns {
  #lastAlone: Promise<unknown> = Promise.resolve()
  #all: Promise<unknown> = Promise.resolve()

  /** Alone: after all that asked before. Shared: after those before that work alone. A turn that fails ends like any other. */
  take<T>(how: 'alone' | 'shared', work: () => Promise<T>): Promise<T> {
    const mine = (how === 'alone' ? this.#all : this.#lastAlone).then(work)
    const ended = mine.then(nothing, nothing)
    this.#all = Promise.all([this.#all, ended]).then(nothing)
    if (how === 'alone') this.#lastAlone = ended
    return mine
  }
}

const nothing = (): void => undefined
