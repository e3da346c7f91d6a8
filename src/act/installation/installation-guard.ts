import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'

/** Where an installation keeps its data: a folder of this machine, or a database server. Equal for all nodes of one installation. */
export interface InstallationPlace {
  readonly kind: 'folder' | 'server'
  /** Id of the machine; empty where it has none, and for a server. */
  readonly machine: string
  /** The file number of the data folder, or the identifier that a database server was made with. */
  readonly mark: string
}

export interface Installation {
  readonly id: string
  readonly place: InstallationPlace
  readonly confirmedAt: Date
  readonly confirmedBy: string
}

export interface InstallationStore {
  /** The installation; the first call of all writes it down. */
  readOrBegin(first: Installation): Promise<Installation>
  confirm(place: InstallationPlace, by: string, now: Date): Promise<void>
}

/** Whether both are the same place. A machine that has no id, as in a container, is told by its folder alone. */
export function isSamePlace(a: InstallationPlace, b: InstallationPlace): boolean {
  return a.kind === b.kind && a.mark === b.mark && (a.machine === '' || b.machine === '' || a.machine === b.machine)
}

/**
 * Keeps a copy of an installation from sending: a folder that was copied, or a dump that was read in elsewhere, would contact everybody a second time. It
 * sends again when a person says that it is the only one.
 */
export class InstallationGuard {
  readonly #store: InstallationStore
  readonly #place: () => Promise<InstallationPlace>
  readonly #clock: Clock
  /** A place does not change while a server runs. */
  #isOwn = false

  constructor(ports: { readonly store: InstallationStore; readonly place: () => Promise<InstallationPlace>; readonly clock: Clock }) {
    this.#store = ports.store
    this.#place = ports.place
    this.#clock = ports.clock
  }

  async maySend(): Promise<boolean> {
    return this.#isOwn || (await this.state()).isOwn
  }

  async state(): Promise<Installation & { readonly isOwn: boolean }> {
    const here = await this.#place()
    const now = this.#clock.now()
    const known = await this.#store.readOrBegin({ id: newId(now), place: here, confirmedAt: now, confirmedBy: 'system' })
    this.#isOwn = isSamePlace(known.place, here)
    return { ...known, isOwn: this.#isOwn }
  }

  /** A person's word that no other server sends from a copy of this data. */
  async confirm(by: string): Promise<void> {
    await this.#store.confirm(await this.#place(), by, this.#clock.now())
    await this.state()
  }
}
