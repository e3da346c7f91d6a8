import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const READ =
  'count|innerText|textContent|isVisible|isHidden|isDisabled|isEnabled|isChecked|inputValue|allInnerTexts|allTextContents|getAttribute'
/** What a page shows at one moment, compared at once: a busy machine shows it a moment later. */
const AT_ONCE = new RegExp(String.raw`expect\(\s*await [^\n]*\.(?:${READ})\([^()]*\)\s*\)`, 'gu')

test('what a page shows is waited for by expect.poll', () => {
  const files = globSync('tests/browser/*.test.ts')
  expect(files.length).toBeGreaterThan(15)
  expect(files.flatMap((file) => (readFileSync(file, 'utf8').match(AT_ONCE) ?? []).map((found) => `${file}: ${found}`))).toEqual([])
})
