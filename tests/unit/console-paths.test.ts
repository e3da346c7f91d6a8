import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CONSOLE_PATHS, isConsolePath } from '#http/console-paths.ts'

test('the server answers with the console under exactly the paths of its router', () => {
  const source = readFileSync('web/src/router.tsx', 'utf8')
  const paths = [...source.matchAll(/\bpath: '([^']+)'/g)].flatMap(([, path = '']) =>
    path === '*' ? [] : path.startsWith('/') ? path : `/${path}`,
  )
  expect([...CONSOLE_PATHS].toSorted()).toEqual(paths.toSorted())
})

test.each([
  ['/', true],
  ['/customers/018f-1', true],
  ['/settings/keys/', true],
  ['/customers/018f-1/orders', false],
  ['/metrics', false],
  ['/sourceConfig', false],
  ['/login/x', false],
  ['/customers//', false],
  ['/.env', false],
])('%s: %s', (path, is) => expect(isConsolePath(path)).toBe(is))
