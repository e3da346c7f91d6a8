import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pendingMigrations, readMigrations, splitStatements } from './migrate.ts'
import type { Migration } from './migrate.ts'

const migration = (number: number, checksum = `sum${number}`): Migration => ({
  number,
  name: `000${number}-x.sql`,
  checksum,
  statements: [],
})
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-migrations-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

describe('splitStatements', () => {
  it('ends a statement at a semicolon at the end of a line only', () => {
    expect(splitStatements("CREATE TABLE a (b text DEFAULT ';x');\n-- why;\nSELECT 1; -- done\n\nSELECT 2\n")).toEqual([
      "CREATE TABLE a (b text DEFAULT ';x')",
      '-- why;\nSELECT 1',
      'SELECT 2',
    ])
  })

  it('keeps the body of a function whole', () => {
    const body = 'CREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql'
    expect(splitStatements(`${body};\nSELECT 1;`)).toEqual([body, 'SELECT 1'])
  })
})

describe('pendingMigrations', () => {
  it('gives what was not applied, in order', () => {
    expect(pendingMigrations('X', [migration(1), migration(2), migration(3)], [migration(1)]).map((each) => each.number)).toEqual([2, 3])
  })

  it.each([
    ['a changed file', [migration(1, 'other')], [migration(1)], 'migration-changed'],
    ['a newer database', [migration(1)], [migration(1), migration(2)], 'database-newer'],
    ['a file that went away', [migration(2)], [migration(1)], 'migration-changed'],
    ['a file that came late', [migration(1), migration(2)], [migration(2)], 'migration-changed'],
  ])('refuses %s', (_, files, applied, code) => {
    expect(() => pendingMigrations('X', files, applied)).toThrow(expect.objectContaining({ code }))
  })
})

describe('readMigrations', () => {
  it('orders by number, ignores other files and line ends', async () => {
    const unix = await readMigrations(folderWith({ '0002-b.sql': 'SELECT 2;\n', '0001-a.sql': 'SELECT 1;\n', 'notes.md': '' }))
    const windows = await readMigrations(folderWith({ '0002-b.sql': 'SELECT 2;\r\n', '0001-a.sql': 'SELECT 1;\r\n' }))
    expect(unix.map((each) => each.name)).toEqual(['0001-a.sql', '0002-b.sql'])
    expect(windows.map((each) => each.checksum)).toEqual(unix.map((each) => each.checksum))
    expect(await readMigrations('/nowhere/at/all')).toEqual([])
  })

  it.each([[{ '1-a.sql': '' }], [{ '0001-a.sql': '', '0001-b.sql': '' }]])('refuses the names %j', async (files) => {
    await expect(readMigrations(folderWith(files))).rejects.toMatchObject({ code: 'migration-name-wrong' })
  })
})
