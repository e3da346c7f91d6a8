import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import type { OutgoingEmail } from '../compose-email.ts'
import { composeMail } from './compose-mail.ts'

const MAIL: OutgoingEmail = {
  sendKey: 'k',
  from: { name: '山前茶社', address: 'care@shop.example.com' },
  to: 'a.b+c@example.com',
  subject: '新茶到了 😀',
  text: 'A line\n\n--\nBye\n',
  html: '<p>A line</p>',
  messageId: '<1@shop.example.com>',
  date: new Date('2026-03-01T08:09:10Z'),
  headers: { 'List-Unsubscribe': `<https://u.example.com/${'y'.repeat(200)}>`, 'X-Liuke-Send-Key': 'k' },
}
const encodings = async (more: Partial<OutgoingEmail>): Promise<readonly string[]> =>
  [...(await composeMail({ ...MAIL, ...more })).toString('latin1').matchAll(/Content-Transfer-Encoding: ([\w-]+)/gu)].map(
    ([, one = '']) => one,
  )

test('texts of Chinese travel as base64, English ones so that filters can read them', async () => {
  expect(await encodings({ text: '春茶已到店。', html: '<p>春茶已到店，欢迎来看看。</p>' })).toEqual(['base64', 'base64'])
  expect(await encodings({})).toEqual(['7bit', '7bit'])
  expect(await encodings({ text: 'Tea at the café', html: `<p>Tea at the café, ${'every day, '.repeat(9)}</p>` })).toEqual([
    'quoted-printable',
    'quoted-printable',
  ])
})

test.each([
  ['Chinese', '春茶已到店。\n欢迎来看看 😀\n', '<p>春茶 &amp; 点心</p>'],
  ['English', 'A line\n\n.\n--\nFrom here\n', '<p>A line = one</p>'],
  ['mixed, with a long line', `Tea ${'x'.repeat(1_200)} 茶`, `<p>${'y'.repeat(2_000)}茶</p>`],
])('a reader of mail reads what was written: %s', async (_, text, html) => {
  const {
    from,
    to,
    subject,
    text: readText,
    html: readHtml,
    messageId,
    headers,
  } = await PostalMime.parse(await composeMail({ ...MAIL, text, html }))
  expect([from?.name, from?.address, to?.[0]?.address, subject, messageId]).toEqual([
    '山前茶社',
    'care@shop.example.com',
    'a.b+c@example.com',
    '新茶到了 😀',
    '<1@shop.example.com>',
  ])
  expect([readText?.replaceAll('\r\n', '\n').trimEnd(), readHtml?.trimEnd()]).toEqual([text.trimEnd(), html])
  expect(headers.find(({ key }) => key === 'list-unsubscribe')?.value).toBe(MAIL.headers['List-Unsubscribe'])
})

test('no header of somebody else gets into a mail by a line break', async () => {
  const { headers } = await PostalMime.parse(
    await composeMail({ ...MAIL, subject: 'Tea\r\nBcc: all@example.com', from: { ...MAIL.from, name: 'A\nX-B: c' } }),
  )
  expect(headers.map(({ key }) => key).filter((key) => key === 'bcc' || key === 'x-b')).toEqual([])
})
