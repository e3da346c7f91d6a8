// npm run bench -- hostile [--json]: a real server on an empty folder gets the fixed corpus of hostile bodies and files. Counts what is neither stored nor accounted
// for and every 5xx, and watches how long /health takes and how much memory the server and its engines hold. The last line of stdout is one JSON object.
import { openAsBlob } from 'node:fs'
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { freePort } from '../../src/demo/run-demo.ts'
import { temporaryDataDir } from '../../src/main/temporary-data-dir.ts'
import { hostileBodies } from '../../tests/support/hostile-bodies.ts'
import { hostileFiles } from '../../tests/support/hostile-files.ts'
import { startHostileServer, statusOf } from '../../tests/support/hostile-server.ts'

parseArgs({ options: { json: { type: 'boolean', default: false } } })

const dataDir = await temporaryDataDir('liuke-hostile-')
const filesDir = await temporaryDataDir('liuke-hostile-files-')
// Made first, so that this process is free to watch.
const bodies = hostileBodies()
const files = await hostileFiles(filesDir)
const server = await startHostileServer(dataDir, await freePort())
try {
  let [fiveHundreds, accepted] = [0, 0]
  const note = (name: string, status: number, before: number): void => {
    const stall = server.worstStallMs()
    if (status >= 500) fiveHundreds += 1
    if (status >= 500 || stall > before)
      console.error(`${name}: ${status}, longest answer of /health so far ${stall} ms, ${server.peakRssMb()} MB`)
  }
  for (const { name, path, body, headers } of bodies) {
    const before = server.worstStallMs()
    const status = await statusOf(`${server.url}/v1/${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${server.writeKey}:`).toString('base64')}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: new Uint8Array(body),
    })
    if (status === 200) accepted += messagesIn(name)
    note(name, status, before)
  }
  const counted = await server.settled()

  for (const { name, path } of files) {
    const before = server.worstStallMs()
    const form = new FormData()
    form.set('kind', 'orders')
    form.set('file', await openAsBlob(path), name)
    const status = await statusOf(`${server.url}/api/v1/imports/preview`, { method: 'POST', headers: server.admin, body: form })
    note(name, status, before)
  }
  const { received, stored, duplicates, quarantined } = counted
  console.error(
    `received ${received} of ${accepted} acknowledged: ${stored} stored, ${duplicates} duplicates, ${quarantined} in quarantine`,
  )
  const summary = {
    bodies: bodies.length + files.length,
    unaccounted: Math.abs(accepted - received) + Math.abs(received - stored - duplicates - quarantined),
    fiveHundreds,
    worstStallMs: server.worstStallMs(),
    peakRssMb: server.peakRssMb(),
  }
  console.log(JSON.stringify(summary))
  if (summary.unaccounted > 0 || fiveHundreds > 0 || summary.worstStallMs >= 1_000 || summary.peakRssMb >= 1_500) process.exitCode = 1
} finally {
  console.error(await server.stop())
  await rm(dataDir, { recursive: true, force: true })
  await rm(filesDir, { recursive: true, force: true })
}

/** How many messages a body that was taken holds, by its name. */
function messagesIn(name: string): number {
  return Number(/^(\d+)-(?:messages|new)/.exec(name)?.[1] ?? 1)
}
