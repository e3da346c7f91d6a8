import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { complaint, complaintOf } from '../journey/complaint.ts'
import { runCommand } from '../journey/start-command.ts'

// A disk that is full at a moment of one's choosing can only be mounted: without the right to do so these tests fail, they are never left out.
const HEADING = 'order_number,customer_number,time,product,quantity,price\n'
const files = mkdtempSync(join(tmpdir(), 'liuke-full-disk-'))
// The embedded database runs as another user when root starts it.
chmodSync(files, 0o711)
const disk = join(files, 'disk')

beforeAll(() => {
  mkdirSync(disk)
  try {
    mount(['-t', 'tmpfs', '-o', 'size=30m,mode=0711', 'tmpfs', disk])
  } catch (error) {
    throw new Error('A full disk is tried on a tmpfs: run this as root with the right to mount (docker run --cap-add SYS_ADMIN).', {
      cause: error,
    })
  }
})
afterAll(() => {
  execFileSync('umount', [disk])
  rmSync(files, { recursive: true, force: true })
})

it('has no room for a data folder', async () => {
  const some = file('some.csv', HEADING + rows(10, 10, String))
  expect(complaintOf(await runCommand(['import', 'orders', some, '--json', '--data', join(disk, 'data')]))).toEqual(
    complaint(/could not create its files in .*No space left on device.*Check free disk space/, 1),
  )
})

it('fills up in the middle of an import, which ends as one clean run when there is room again', async () => {
  resize('85m')
  const path = file('many.csv', HEADING + rows(30_000, 30_000, noise))
  const data = join(disk, 'data')
  const first = await runCommand(['import', 'orders', path, '--json', '--data', data])
  expect(complaintOf(first)).toEqual(
    complaint(/(?:has no disk space left: free some on its disk, then try again|The disk of the data folder is full: free some space)/, 1),
  )
  resize('500m')
  const second = JSON.parse((await runCommand(['import', 'orders', path, '--json', '--data', data])).out)
  expect(second).toMatchObject({ rows: 30_000, quarantined: 0, customers: 30_000, orders: 30_000 })
  const metrics = JSON.parse((await runCommand(['query', 'metrics', '--json', '--data', data])).out)
  expect(metrics).toMatchObject({ lines: 30_000, customers: 30_000, invoices: 30_000, revenue: 300_000 })
})

it('leaves no half-written report', async () => {
  rmSync(join(disk, 'data'), { recursive: true })
  resize('64k')
  const out = join(disk, 'report')
  const ended = await runCommand(['analyze', file('some.csv', HEADING + rows(500, 50, String)), '--out', out, '--json'])
  expect(complaintOf(ended)).toEqual(
    complaint(/The disk of .*report is full: free some space and run it again; nothing half-written was kept/, 1),
  )
  expect(existsSync(out)).toBe(false)
})

function file(name: string, content: string): string {
  const path = join(files, name)
  writeFileSync(path, content)
  return path
}

function rows(count: number, people: number, word: (seed: number) => string): string {
  const day = (i: number): string => `2026-01-${String(1 + (i % 28)).padStart(2, '0')}`
  return Array.from({ length: count }, (_, i) => `O${i},M${word(i % people)},${day(i)} 10:00:00,P${word(-i)}${word(i * 7)},1,10.00\n`).join(
    '',
  )
}

function mount(args: readonly string[]): void {
  execFileSync('mount', args, { stdio: 'ignore' })
}

function resize(size: string): void {
  mount(['-o', `remount,size=${size}`, disk])
}

/** Twelve letters and digits that do not pack well, different for every number. */
function noise(seed: number): string {
  return ((BigInt.asUintN(64, BigInt(seed) * 0x9e3779b97f4a7c15n + 0x1234567n) * 0x2545f4914f6cdd1dn) % 4738381338321616896n).toString(36)
}
