import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findLocalSocket, prepareLocalSocket, removeLocalSocket } from './local-socket.ts'

const root = mkdtempSync(join(tmpdir(), 'liuke-socket-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function folder(...names: readonly string[]): string {
  const path = join(root, ...names)
  mkdirSync(path, { recursive: true })
  return path
}

async function listen(path: string | null): Promise<Server> {
  const server = createServer((socket) => socket.end())
  server.listen(path ?? '')
  await once(server, 'listening')
  return server
}

async function close(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}

/** A path with more bytes than a socket may have, in letters of three bytes. */
const deep = Array.from({ length: 12 }, (_, i) => `资料夹${i}`)

describe.each([
  ['a short path', folder('short')],
  ['a path too long for a socket', folder(...deep)],
])('%s', (_name, dataDir) => {
  test('a server is found while it runs, by whoever may enter its folder, and leaves nothing behind', async () => {
    expect(await findLocalSocket(dataDir)).toBeNull()
    const path = await prepareLocalSocket(dataDir)
    const server = await listen(path)
    expect(await findLocalSocket(dataDir)).toBe(path)
    expect(statSync(join(path ?? '', '..')).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'run')).mode & 0o777).toBe(0o700)
    // Another server of this folder leaves it the door.
    expect(await prepareLocalSocket(dataDir)).toBeNull()
    await close(server)
    await removeLocalSocket(dataDir, path ?? '')
    expect(await findLocalSocket(dataDir)).toBeNull()
    expect([existsSync(join(dataDir, 'run')), existsSync(path ?? '')]).toEqual([false, false])
  })

  test('the socket of a killed server is no server, and makes way for the next', async () => {
    const path = await prepareLocalSocket(dataDir)
    const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('listening'))`
    const killed = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(killed.stdout, 'data')
    expect(await findLocalSocket(dataDir)).toBe(path)
    killed.kill('SIGKILL')
    await once(killed, 'close')
    expect(existsSync(path ?? '')).toBe(true)
    expect(await findLocalSocket(dataDir)).toBeNull()
    const next = await prepareLocalSocket(dataDir)
    const second = await listen(next)
    expect(await findLocalSocket(dataDir)).toBe(next)
    await close(second)
  })
})
