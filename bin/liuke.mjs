#!/usr/bin/env node
// The `liuke` command. Plain JavaScript: it may be started by a Node.js older than 24, and then hands over to the 24 of node_modules.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= 24) {
  process.argv[1] = cli
  await import(new URL('../src/cli.ts', import.meta.url).href)
} else {
  const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
  if (!existsSync(node)) {
    console.error(
      `liuke: this is Node.js ${process.versions.node}; install Node.js 24, or run \`npm run liuke -- --help\` in the checkout once, which brings it.`,
    )
    process.exit(1)
  }
  const child = spawn(node, [cli, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`liuke: ${node} could not be started (${error.message}); remove node_modules and run \`npm run liuke -- --help\`.`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal !== null) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exit(code ?? 1)
  })
}
