import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startRunningEngines } from '../support/running-engines.ts'
import type { RunningEngines } from '../support/running-engines.ts'
import { runHere } from './run-here.ts'
import type { Ended } from './start-command.ts'

let engines: RunningEngines

beforeAll(async () => {
  engines = await startRunningEngines()
})
afterAll(() => engines?.stop())

function run(...args: string[]): Promise<Ended> {
  return runHere([...args, '--json', '--data', engines.dataDir], engines.env)
}

const HEADING = 'order_id,member_number,ordered_at,product_id,quantity,unit_price'

it('takes a folder in file by file, names the one it refuses, lists and undoes them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-folder-'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('orders-10.csv', `${HEADING}\nC1,M3,2026-03-01 10:00:00,P1,1,30.00\n`)
  write('orders-2.csv', `${HEADING}\nB1,M2,2026-02-01 10:00:00,P1,1,20.00\nB2,M1,2026-02-01 10:00:00,P1,1,5.00\n`)
  write('orders-3.csv', 'just a note\n')
  const liuke = async (...args: string[]) => {
    const { code, out, err } = await run(...args)
    return {
      code,
      err,
      answer: JSON.parse(out.trim().split('\n').at(-1) ?? '') as Record<string, unknown> & { files: { file: string; importId: string }[] },
    }
  }
  const { code, err, answer } = await liuke('import', 'orders', folder)
  expect(code).toBe(2)
  expect(err).toMatch(/1 of 3 files were refused, the others were imported\. Refused: orders-3\.csv\./)
  expect(answer).toMatchObject({ rows: 3, stored: 3, refused: [{ file: join(folder, 'orders-3.csv') }] })
  expect(answer.files.map(({ file }) => file)).toEqual([join(folder, 'orders-2.csv'), join(folder, 'orders-10.csv')])

  const [february] = answer.files
  const listed = await liuke('import', 'list')
  expect(listed.answer).toMatchObject({ imports: [{ fileName: 'orders-10.csv' }, { id: february?.importId, state: 'done' }] })
  const undone = await liuke('import', 'undo', february?.importId ?? '')
  expect(undone).toMatchObject({ code: 0, answer: { lines: 2, customers: 2, profiled: 1 } })
  expect((await liuke('import', 'undo', february?.importId ?? '', '--dry-run').catch(() => null))?.code ?? 1).not.toBe(0)
  const again = await liuke('import', 'orders', join(folder, 'orders-[12]*.csv'))
  expect(again).toMatchObject({ code: 0, answer: { rows: 3, stored: 2, duplicates: 1, profiled: 3, refused: [] } })
})

it('remembers what was said of a status for the next file of the same headings, until --forget', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-forget-'))
  const write = (month: string): string => {
    const rows = Array.from(
      { length: 12 },
      (_, i) => `F${month}-${i},M${i},2026-${month}-02 10:00:00,P1,1,10.00,${i < 3 ? 'gefummelt' : 'paid'}`,
    )
    writeFileSync(join(folder, `${month}.csv`), `${HEADING},order_status\n${rows.join('\n')}\n`)
    return join(folder, `${month}.csv`)
  }
  const take = (month: string, ...more: string[]) => run('import', 'orders', write(month), ...more)
  expect(await take('04')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('gefummelt') })
  expect((await take('04', '--status', 'gefummelt=cancelled')).code).toBe(0)
  expect((await take('05')).code).toBe(0)
  expect(await take('06', '--forget')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('gefummelt') })
  rmSync(folder, { recursive: true, force: true })
})
