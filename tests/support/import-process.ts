import { openIntakeWorld } from '../journey/intake-world.ts'

// An import in a process of its own, so that a test can kill it. Prints `rows <n>` after each batch.
const [dataDir = '', file = ''] = process.argv.slice(2)
const world = await openIntakeWorld({ dataDir })
process.stdout.write('open\n')
await world.imports.importFile({
  file,
  kind: 'orders',
  batchRows: 500,
  onProgress: ({ rows }) => {
    process.stdout.write(`rows ${rows}\n`)
  },
})
await world.stop()
process.stdout.write('done\n')
