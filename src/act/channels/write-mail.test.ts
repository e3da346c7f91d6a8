import MailComposer from 'nodemailer/lib/mail-composer'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import type { OutgoingEmail } from '../compose-email.ts'
import { writeMail } from './write-mail.ts'

const plain: OutgoingEmail = {
  sendKey: 'k',
  from: { name: 'Shop', address: 'care@shop.example.com' },
  to: 'a.b+c@example.com',
  subject: 'Hello',
  text: 'A line\n\n--\nBye\n',
  html: '<p>A line</p>',
  messageId: '<1@shop.example.com>',
  date: new Date('2026-03-01T08:09:10Z'),
  headers: { 'List-Unsubscribe': '<https://u.example.com/>', 'X-Liuke-Send-Key': 'k' },
}

function written(email: OutgoingEmail): Buffer {
  const bytes = writeMail(email)
  if (bytes === null) throw new Error('it was left to the composer')
  return bytes
}

async function read(bytes: Buffer) {
  const mail = await PostalMime.parse(bytes)
  return {
    from: mail.from,
    to: mail.to,
    replyTo: mail.replyTo,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: mail.date,
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
  }
}

test('a mail as it goes over the wire', () => {
  expect(written({ ...plain, from: { name: '山前茶社', address: 'care@shop.example.com' } }).toString('latin1')).toBe(
    [
      'From: =?UTF-8?B?5bGx5YmN6Iy256S+?= <care@shop.example.com>',
      'To: a.b+c@example.com',
      'Subject: Hello',
      'Message-ID: <1@shop.example.com>',
      'Date: Sun, 01 Mar 2026 08:09:10 +0000',
      'List-Unsubscribe: <https://u.example.com/>',
      'X-Liuke-Send-Key: k',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative;',
      ' boundary="=_74a738c1b5743255d6f237fead0b9837"',
      '',
      '--=_74a738c1b5743255d6f237fead0b9837',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 7bit',
      '',
      'A line',
      '',
      '--',
      'Bye',
      '',
      '--=_74a738c1b5743255d6f237fead0b9837',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: 7bit',
      '',
      '<p>A line</p>',
      '--=_74a738c1b5743255d6f237fead0b9837--',
      '',
    ].join('\r\n'),
  )
})

/** Numbers that are the same in every run (a linear congruential generator of Numerical Recipes). */
function drawer(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const PIECES = [
  'a',
  'word',
  ' ',
  '  ',
  '\t',
  '=',
  '=?',
  '?=',
  '.',
  '\n.',
  '\n',
  '\r\n',
  '\n\n',
  '"',
  '\\',
  '<',
  '>',
  '&',
  'é',
  '山前茶社',
  '😀',
  '=_',
  '--',
  'x'.repeat(80),
  'From ',
  ',',
  ';',
  '@',
  ':',
  '!',
  '()',
]

function randomMail(draw: (below: number) => number): OutgoingEmail {
  const text = (pieces: number, isLine: boolean, only = PIECES.length): string => {
    const made = Array.from({ length: draw(pieces) + 1 }, () => PIECES[draw(only)] ?? '').join('')
    return isLine
      ? made
          .replaceAll(/[\r\n\t]+/g, ' ')
          .replaceAll(/ +/g, ' ')
          .trim()
      : made
  }
  const only = draw(2) === 0 ? PIECES.length : 16
  return {
    ...plain,
    from: { name: text(12, true), address: 'care@shop.example.com' },
    to: `p${draw(1_000)}@example.com`,
    subject: text(40, true) || 'x',
    text: `t${text(200, false, only)}`,
    html: `<p>${text(200, false)}</p>`,
    messageId: `<${draw(1_000_000)}@shop.example.com>`,
    headers: {
      'List-Unsubscribe': `<https://u.example.com/${'y'.repeat(draw(300))}>`,
      'X-Words': Array.from({ length: draw(30) }, () => 'word').join(' ') || '-',
    },
  }
}

test('a reader of mail reads what was written, and what the composer of nodemailer writes reads the same', async () => {
  const draw = drawer(7)
  for (let i = 0; i < 400; i += 1) {
    const mail = randomMail(draw)
    const ours = await read(written(mail))
    const asSent = (text: string): string => text.replaceAll('\r\n', '\n')
    expect([ours.subject, ours.from?.name, ours.from?.address, ours.to?.[0]?.address]).toEqual([
      mail.subject,
      mail.from.name,
      mail.from.address,
      mail.to,
    ])
    expect([asSent(ours.text ?? '').trimEnd(), asSent(ours.html ?? '').trimEnd()]).toEqual(
      [mail.text, mail.html].map((one) => asSent(one).trimEnd()),
    )
    expect(ours.headers).toMatchObject({ 'x-words': mail.headers['X-Words'], 'list-unsubscribe': mail.headers['List-Unsubscribe'] })
    const { headers, ...theirs } = await read(await new MailComposer({ ...mail, headers: { ...mail.headers } }).compile().build())
    expect({
      ...theirs,
      text: asSent(theirs.text ?? '').trimEnd(),
      html: asSent(theirs.html ?? '').trimEnd(),
      names: Object.keys(headers).toSorted(),
    }).toEqual({
      ...ours,
      headers: undefined,
      text: asSent(ours.text ?? '').trimEnd(),
      html: asSent(ours.html ?? '').trimEnd(),
      names: Object.keys(ours.headers).toSorted(),
    })
  }
})

test('every byte is one of ASCII, every line ends in CRLF and none is longer than any server takes', () => {
  const draw = drawer(11)
  for (let i = 0; i < 300; i += 1) {
    const bytes = written(randomMail(draw))
    expect(bytes.every((byte) => byte < 0x80)).toBe(true)
    const lines = bytes.toString('latin1').split('\r\n')
    expect(lines.some((line) => /[\r\n]/.test(line) || line.length > 998)).toBe(false)
    const body = lines.slice(lines.indexOf(''))
    expect(body.filter((line) => line.length > 76)).toEqual([])
  }
})

test('no text can end its own part', async () => {
  const boundary = /boundary="([^"]+)"/.exec(written(plain).toString('latin1'))?.[1] ?? ''
  const mail = await read(written({ ...plain, text: `before\n--${boundary}--\nafter` }))
  expect([mail.text?.trimEnd(), mail.html?.trimEnd()]).toEqual([`before\n--${boundary}--\nafter`, plain.html])
})

test('what it does not write is left to the composer', () => {
  expect(writeMail({ ...plain, to: '"a b"@example.com' })).toBeNull()
  expect(writeMail({ ...plain, to: 'a@例子.example' })).toBeNull()
  expect(writeMail({ ...plain, to: 'a@example.com, b@example.com' })).toBeNull()
  expect(writeMail({ ...plain, html: '' })).toBeNull()
  expect(writeMail({ ...plain, headers: { 'X-A': 'a\r\nBcc: b@example.com' } })).toBeNull()
  expect(writeMail({ ...plain, headers: { 'X-A: 1\r\nBcc': 'b' } })).toBeNull()
  expect(writeMail({ ...plain, headers: { 'X-A': 'x'.repeat(1_000) } })).toBeNull()
})
