import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLocalDoor } from '#http/access/local-door.ts'
import type { House } from './house.ts'
import { buildHouseApp } from './server.ts'

/** The API of a house that no server runs on, for one command: on a socket that nobody else finds. Closing it closes the house. */
export async function openPrivateDoor(house: House): Promise<{ readonly path: string; close(): Promise<void> }> {
  const { app, background } = await buildHouseApp(house, { logger: null })
  await background.prepare()
  // The system makes it for its owner alone.
  const folder = await mkdtemp(join(tmpdir(), 'liuke-'))
  const path = join(folder, 'door')
  const door = await openLocalDoor(app, path)
  return {
    path,
    close: async () => {
      await door.close()
      await app.close()
      await background.stop()
      await house.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
