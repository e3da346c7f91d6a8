import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { buildProgram } from './program.ts'

test('what a command writes by default is git-ignored', () => {
  const ignored = new Set(readFileSync(new URL('../../.gitignore', import.meta.url), 'utf8').split('\n'))
  const outputs = listCommands(buildProgram()).flatMap(({ options }) =>
    options.flatMap(({ long, defaultValue }) => (long === '--out' && typeof defaultValue === 'string' ? [defaultValue] : [])),
  )
  expect(outputs).toEqual(expect.arrayContaining(['report', 'model-report', 'scores.csv']))
  expect([...outputs, 'data'].filter((name) => !ignored.has(`/${name}`) && !ignored.has(`/${name}/`))).toEqual([])
})

function listCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listCommands)]
}
