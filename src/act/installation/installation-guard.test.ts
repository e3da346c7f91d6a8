import { expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { InstallationGuard, isSamePlace } from './installation-guard.ts'
import type { Installation, InstallationPlace, InstallationStore } from './installation-guard.ts'

const FOLDER: InstallationPlace = { kind: 'folder', machine: 'm1', mark: '17' }

function memoryStore(): InstallationStore {
  let known: Installation | null = null
  return {
    readOrBegin: (first) => Promise.resolve((known ??= first)),
    confirm: (place, by, now) => Promise.resolve(void (known = known && { ...known, place, confirmedBy: by, confirmedAt: now })),
  }
}

test('a place is told by its folder and, where it has an id, by its machine', () => {
  expect(isSamePlace(FOLDER, { ...FOLDER })).toBe(true)
  expect(isSamePlace(FOLDER, { ...FOLDER, machine: '' })).toBe(true)
  expect(isSamePlace(FOLDER, { ...FOLDER, machine: 'm2' })).toBe(false)
  expect(isSamePlace(FOLDER, { ...FOLDER, mark: '18' })).toBe(false)
  expect(isSamePlace(FOLDER, { kind: 'server', machine: '', mark: '17' })).toBe(false)
})

test('a copy sends nothing until a person says that it is the only one, and then the original does not', async () => {
  const store = memoryStore()
  const clock = new ManualClock(new Date('2026-03-02T08:00:00Z'))
  const at = (place: InstallationPlace) => new InstallationGuard({ store, place: () => Promise.resolve(place), clock })
  const copy = at({ ...FOLDER, mark: '18' })
  expect(await at(FOLDER).maySend()).toBe(true)
  expect(await copy.maySend()).toBe(false)
  await copy.confirm('user:u')
  expect(await copy.maySend()).toBe(true)
  expect(await copy.state()).toMatchObject({ isOwn: true, confirmedBy: 'user:u' })
  expect(await at(FOLDER).maySend()).toBe(false)
})
