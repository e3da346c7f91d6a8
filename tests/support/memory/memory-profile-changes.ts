import type { ProfileChanges } from '#segment/profile-keeper.ts'

/** Notes of changes in memory. Keeps the rules of tests/contract/profile-changes.case.ts. */
export function memoryProfileChanges(): ProfileChanges {
  let notes = 0
  let open: string | null = null
  return {
    note() {
      open = String((notes += 1))
      return Promise.resolve()
    },
    noted: () => Promise.resolve(open),
    settle(note) {
      if (open === note) open = null
      return Promise.resolve()
    },
  }
}
