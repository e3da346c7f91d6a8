import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import en from '../../web/locales/en/codes.ts'
import zh from '../../web/locales/zh-CN/codes.ts'

const root = join(import.meta.dirname, '../..')

/** Actions that the code writes into the audit log as a literal: with `action:`, or as an argument of a function called audit. */
function actionsOf(source: string): readonly string[] {
  const calls = source.split(/audit(?:\.append)?\(/u).slice(1)
  return calls.flatMap((call) => {
    const start = call.slice(0, 400)
    const named = /^[\s\S]{0,200}?action: '([a-z]+(?:-[a-z]+)+)'/u.exec(start)
    const given = /^[^()]{0,80}, '([a-z]+(?:-[a-z]+)+)'/u.exec(start)
    return [named?.[1], given?.[1]].filter((action) => action !== undefined)
  })
}

test('everything that the audit log says is said in words, in both languages', () => {
  const files = globSync('src/{http,act,main,commands,segment,collect,identity,quality,decide,predict,access}/**/*.ts', { cwd: root })
  const written = files.filter((name) => !name.endsWith('.test.ts')).map((name) => readFileSync(join(root, name), 'utf8'))
  const actions = new Set(written.flatMap(actionsOf))
  expect(actions.size).toBeGreaterThan(60)
  const unsaid = (words: Readonly<Record<string, string>>) => [...actions].filter((action) => !Object.hasOwn(words, action)).toSorted()
  expect({ en: unsaid(en.action), zh: unsaid(zh.action) }).toEqual({ en: [], zh: [] })
})
