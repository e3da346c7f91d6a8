import { openIntakeWorld } from '../journey/intake-world.ts'

// An undo in a process of its own, so that a test can kill it. Prints `step <n>` before each step.
const [dataDir = '', importId = ''] = process.argv.slice(2)
const world = await openIntakeWorld({ dataDir })
process.stdout.write('open\n')
await world.undos.undo(importId, { by: 'test', onProgress: (done) => void process.stdout.write(`step ${done}\n`) })
await world.stop()
process.stdout.write('done\n')
