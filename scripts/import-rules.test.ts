import { expect, test } from 'vitest'
import { findImportBreaches, findPackageBreaches } from './import-rules.ts'

function breaches(path: string, source: string): string[] {
  return findImportBreaches([{ path, source }])
}

test.each([
  ['alias', `import { f } from '#decide/f.ts'`],
  ['relative', `import { f } from '../../decide/f.ts'`],
  ['type only', `import type { F } from '#decide/f.ts'`],
  ['side effect', `import '#decide/f.ts'`],
  ['dynamic', `const f = await import('#decide/f.ts')`],
  ['dynamic in a template', 'const f = await import(`#decide/f.ts`)'],
  ['re-export', `export { f } from '#decide/f.ts'`],
  ['re-export of all', `export * from '../../decide/f.ts'`],
  ['type expression', `let f: import('#decide/f.ts').F`],
  ['worker address', `const url = new URL('../../decide/f.ts', import.meta.url)`],
  ['require', `const f = require('../../decide/f.ts')`],
])('an import to the right is a breach: %s', (_kind, source) => {
  expect(breaches('src/predict/churn/model.ts', source)).toHaveLength(1)
})

test.each([
  ['src/decide/match.ts', `import { f } from '#predict/churn/model.ts'`],
  ['src/store/analytical/read.ts', `import { f } from '#measure/lift.ts'`],
  ['src/main.ts', `import { f } from '#store/x.ts'`],
  ['src/demo/run.ts', `import { f } from '#simulate/shop.ts'`],
  ['src/simulate/shop.ts', `import { f } from '#kernel/rng.ts'`],
  ['src/commands/x.ts', `import words from '../../web/locales/en/problems.ts'`],
  ['src/commands/x.ts', `import words from '../../web/locales/en/codes.ts'`],
  ['src/main/x.ts', `import words from '../../web/locales/en/codes.ts'`],
  ['src/predict/x.ts', `// import { f } from '#decide/f.ts'\nconst text = "import '#decide/f.ts'"`],
  ['tests/journey/x.test.ts', `import { f } from '#store/x.ts'`],
  ['web/src/api.ts', `import type { Customer } from '#http/profile/customer-schemas.ts'`],
])('an allowed import is no breach: %s %s', (path, source) => {
  expect(breaches(path, source)).toEqual([])
})

test.each([
  ['src/numerics/x.ts', `import { f } from '#kernel/rng.ts'`],
  ['src/http/x.ts', `import words from '../../web/locales/en/problems.ts'`],
  ['src/commands/x.ts', `import words from '../../web/locales/en/act.ts'`],
  ['src/numerics/x.ts', `import { f } from 'pg'`],
  ['src/kernel/x.ts', `import { f } from '#predict/x.ts'`],
  ['src/http/x.ts', `import { f } from '#store/x.ts'`],
  ['src/store/x.ts', `import { f } from '../main.ts'`],
  ['src/simulate/x.ts', `import { f } from '#decide/x.ts'`],
  ['src/act/x.ts', `import { f } from '#simulate/x.ts'`],
  ['src/act/x.ts', `import { f } from '../../scripts/x.ts'`],
  ['src/newcomer/x.ts', `import { f } from '#kernel/rng.ts'`],
  ['src/segment/utils.ts', ''],
  ['web/src/api.ts', `import { schema } from '#http/profile/customer-schemas.ts'`],
  ['web/src/api.ts', `import type { F } from '#decide/x.ts'`],
])('a forbidden import or name is a breach: %s %s', (path, source) => {
  expect(breaches(path, source)).toHaveLength(1)
})

test('package.json names exactly the packages in use, and src uses none that is for development only', () => {
  const files = [
    { path: 'src/store/x.ts', source: `import pg from 'pg'\nimport type { A } from '@scope/typed/deep'\nimport 'node:fs'` },
    { path: 'src/act/x.ts', source: `import { render } from 'react'\nimport 'absent'` },
  ]
  const manifest = {
    dependencies: { pg: '1.0.0', idle: '1.0.0' },
    devDependencies: { '@scope/typed': '1.0.0', '@types/pg': '1.0.0', react: '1.0.0', typescript: '1.0.0' },
  }
  expect(findPackageBreaches(files, manifest)).toEqual([
    'src/act/x.ts: imports react, which package.json names for development only.',
    'src/act/x.ts: imports absent, which package.json does not name.',
    'package.json: nothing uses idle; remove it and run `npm run relock`.',
  ])
})
