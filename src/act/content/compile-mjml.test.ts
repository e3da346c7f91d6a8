import { expect, test } from 'vitest'
import { compileMjml } from './compile-mjml.ts'
import { blocksToMjml } from './email-mjml.ts'
import { HTML_ENGINE, TEXT_ENGINE, withFallbacks } from './variables.ts'
import type { ContentVariables } from './variables.ts'

const VARIABLES: ContentVariables = {
  customer: { firstName: '<b>李</b>' },
  shop: { name: 'Tea & Co', url: 'https://shop.example.com' },
  attributes: {},
  coupon: {},
  preferencesUrl: 'https://liuke.example.com/u/x',
  today: '2026-03-01',
}

test('blocks become a page in which values and the words of the author are escaped, and the tags are those of the author', async () => {
  const mjml = blocksToMjml(
    [
      { kind: 'heading', level: 1, text: 'A < B & {{ customer.firstName }}' },
      { kind: 'text', text: 'One\ntwo\n\n{% if attributes.colour %}{{ attributes.colour }}{% else %}none{% endif %}' },
      { kind: 'button', text: 'Go', href: '{{ shop.url }}/a?b=1&c=2' },
      { kind: 'columns', columns: [[{ kind: 'text', text: 'left' }], [{ kind: 'text', text: 'right' }]] },
      { kind: 'products', count: 2 },
    ],
    'Before',
    'en',
  )
  const page = HTML_ENGINE.render(await compileMjml(mjml), VARIABLES, true)
  expect(page).toContain('A &lt; B &amp; &lt;b&gt;李&lt;/b&gt;')
  expect(page).toContain('href="https://shop.example.com/a?b=1&amp;c=2"')
  expect(page).toContain('none')
  expect(page).toContain('left')
  expect(page).not.toMatch(/<b>李|\{\{|\{%/)
})

test('MJML with an unknown tag, an include or no root is refused with the place', async () => {
  for (const mjml of ['<mjml><mj-body><mj-nothing /></mj-body></mjml>', 'hello']) {
    await expect(compileMjml(mjml)).rejects.toMatchObject({ code: 'mjml-invalid' })
  }
  const html = await compileMjml('<mjml><mj-body><mj-include path="/etc/passwd" /></mj-body></mjml>')
  expect(html).not.toContain('root:')
})

test('a value that is not known takes its fallback, stops the message without one, and may be left out by a condition', () => {
  const filled = withFallbacks(VARIABLES, { 'attributes.colour': 'M', 'customer.firstName': 'you', product1: 'tea' })
  expect(TEXT_ENGINE.render('{{ attributes.colour }} {{ customer.firstName }} {{ product1 }}', filled)).toBe('M <b>李</b> tea')
  expect(() => TEXT_ENGINE.render('Hi {{ attributes.colour }}', VARIABLES)).toThrow('no value of attributes.colour')
  expect(
    TEXT_ENGINE.render(
      'Hi{% if attributes.colour %} {{ attributes.colour }}{% endif %} {{ favouriteCategory | default: "tea" }}',
      VARIABLES,
    ),
  ).toBe('Hi tea')
})
