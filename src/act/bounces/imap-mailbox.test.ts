import { afterEach, beforeEach, expect, test } from 'vitest'
import { IMAP_PASSWORD, IMAP_USER, startImap } from '../../../tests/support/providers/imap-server.ts'
import type { TestImap } from '../../../tests/support/providers/imap-server.ts'
import { openImapMailbox } from './imap-mailbox.ts'
import type { MailboxSettings } from './mailbox.ts'

let server: TestImap
beforeEach(async () => {
  server = await startImap()
})
afterEach(() => server.close())

const resolve = (host: string) => Promise.resolve([{ address: host, family: 4 as const }])
const open = (change: Partial<MailboxSettings> = {}) =>
  openImapMailbox(
    {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      user: IMAP_USER,
      password: IMAP_PASSWORD,
      folder: 'INBOX',
      after: 'seen',
      moveTo: '',
      ...change,
    },
    resolve,
  )
const seen = () =>
  server.folders
    .get('INBOX')
    ?.mails.filter(({ flags }) => flags.has('\\Seen'))
    .map(({ uid }) => uid)

test('new mails are listed and read in part, and what was read is marked', async () => {
  server.deliver('Subject: one\r\n\r\nbody')
  server.deliver(`Subject: two\r\n\r\n${'x'.repeat(900_000)}`)
  const box = await open()
  expect(box.uidValidity).toBe('7')
  expect(await box.uidsAfter(0, null)).toEqual([1, 2])
  expect(await box.uidsAfter(2, null)).toEqual([])
  expect(await box.uidsAfter(0, new Date('2026-12-02T00:00:00Z'))).toEqual([])
  expect((await box.read(1))?.toString()).toBe('Subject: one\r\n\r\nbody')
  expect((await box.read(2))?.length).toBe(500_000)
  expect(await box.read(9)).toBeNull()
  expect(seen()).toEqual([])
  expect(await box.finish([1, 2])).toBe(true)
  expect(seen()).toEqual([1, 2])
  await box.close()
})

test('what was read is moved to a folder that is made where it is missing', async () => {
  server.deliver('Subject: one\r\n\r\nbody')
  server.deliver('Subject: two\r\n\r\nbody')
  const box = await open({ after: 'move', moveTo: 'Read by "Liuke"' })
  expect(await box.finish([1])).toBe(true)
  expect(server.folders.get('INBOX')?.mails.map(({ uid }) => uid)).toEqual([2])
  expect([...server.folders.values()].at(-1)?.mails).toHaveLength(1)
  await box.close()
})

test('a folder that is left as it is is opened to read only', async () => {
  server.deliver('Subject: one\r\n\r\nbody')
  const box = await open({ after: 'leave' })
  expect(await box.finish([1])).toBe(true)
  expect(seen()).toEqual([])
  expect(server.commands).toContain('EXAMINE')
  await box.close()
})

test('what is wrong is named, and a name that leads inside is not connected to', async () => {
  await expect(open({ password: 'wrong' })).rejects.toMatchObject({ reason: 'secret_wrong', isWhole: true })
  await expect(open({ folder: 'Missing' })).rejects.toMatchObject({ reason: 'folder_missing' })
  await expect(open({ security: 'starttls' })).rejects.toMatchObject({ isWhole: true })
  await expect(open({ port: 1 })).rejects.toMatchObject({ reason: 'connection_refused' })
  const before = server.commands.length
  await expect(
    openImapMailbox(
      {
        host: 'inside.example.com',
        port: server.port,
        security: 'none',
        user: 'a',
        password: 'b',
        folder: 'INBOX',
        after: 'seen',
        moveTo: '',
      },
      () => Promise.reject(new Error('address_not_allowed')),
    ),
  ).rejects.toMatchObject({ reason: 'address_not_allowed' })
  expect(server.commands).toHaveLength(before)
})

test('a mail that the server refuses stops nothing; a connection that breaks stops the round', async () => {
  for (const name of ['one', 'two', 'three']) server.deliver(`Subject: ${name}\r\n\r\nbody`)
  server.refused = 1
  server.cutAt = 3
  const box = await open()
  await expect(box.read(1)).rejects.toMatchObject({ reason: 'not_fetched', isWhole: false })
  expect(await box.read(2)).not.toBeNull()
  await expect(box.read(3)).rejects.toMatchObject({ isWhole: true })
  await box.close()
})
