import type { CustomerOf, FactPort, ImportRun } from '../import/import-ports.ts'
import type { SignInRow } from '../import/sign-in-row-step.ts'
import type { LoaderPorts } from '../tracking/load-events.ts'
import type { TrackedEvent } from '../tracking/tracked-event.ts'
import { signInEvent } from './sign-in-event.ts'

interface SignInParts {
  readonly events: Pick<LoaderPorts, 'storedMessages' | 'insertEvents'>
  /** Notes that an import also has what is stored, so that it stays when the other one is undone. */
  noteCopies(events: readonly TrackedEvent[], importId: string): Promise<void>
  readonly secret: string
}

/** Sign-ins of files, stored so that the file can be taken back. One that is there already is noted, not stored again. */
export function signInPort({ events, noteCopies, secret }: SignInParts): FactPort<SignInRow> {
  const eventsOf = (rows: readonly CustomerOf<SignInRow>[], { id, receivedAt, delayMs }: ImportRun) =>
    rows.map(({ value, ...owner }) =>
      signInEvent(value, owner, { receivedAt, availableAt: value.signedInAt + delayMs, importId: id, secret }),
    )
  return {
    keep: () => Promise.resolve(),
    async add(rows, run) {
      const told = eventsOf(rows, run)
      const there = await events.storedMessages(told)
      const fresh = told.filter((_, i) => there[i] === undefined)
      const copies = told.filter((_, i) => there[i] !== undefined)
      if (fresh.length > 0) await events.insertEvents(fresh)
      if (copies.length > 0) await noteCopies(copies, run.id)
    },
    note: (rows, run) => noteCopies(eventsOf(rows, run), run.id),
  }
}
