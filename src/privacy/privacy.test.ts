import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { blindIndex } from './blind-index.ts'
import { decryptField, encryptField, newDataKey, openRecord, sealRecord, unwrapDataKey } from './field-encryption.ts'
import { loadKeyring, parseKeyring } from './keyring.ts'
import { mask } from './mask.ts'
import { normaliseIdentifier } from './normalise-identifier.ts'

const dir = mkdtempSync(join(tmpdir(), 'liuke-privacy-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const line = (id: number, fill: number): string => `${id} ${Buffer.alloc(32, fill).toString('base64')}`
const ring = parseKeyring(line(1, 5), 'test')

describe('keyring', () => {
  it('makes its file once, readable by nobody else, and reads the same keys again', () => {
    const first = loadKeyring({ dataDir: dir })
    const file = join(dir, 'secrets', 'master.key')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const text = readFileSync(file, 'utf8')
    const again = loadKeyring({ dataDir: dir })
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(again.contentSalt).toBe(first.contentSalt)
  })

  it('gives two installations different secrets', () => {
    expect(parseKeyring(line(1, 6), 'test').contentSalt).not.toBe(ring.contentSalt)
  })

  it('takes base64 and hex, and names the place of a bad key', () => {
    expect(parseKeyring('05'.repeat(32), 'test').contentSalt).toBe(ring.contentSalt)
    for (const text of ['', 'short', '1 abc', `${line(1, 1)}\n${line(1, 2)}`]) {
      expect(() => parseKeyring(text, 'LIUKE_MASTER_KEY')).toThrow('LIUKE_MASTER_KEY')
    }
  })

  it('opens after a rotation what the older key wrapped, and keeps the indexes', () => {
    const rotated = parseKeyring(`${line(1, 5)}\n${line(2, 7)}`, 'test')
    const { key, wrapped } = newDataKey(ring, 'c1')
    expect(unwrapDataKey(rotated, 'c1', wrapped)).toEqual(key)
    expect(newDataKey(rotated, 'c1').wrapped[0]).toBe(2)
    expect(blindIndex(rotated, 'phone', '+8613812348000')).toEqual(blindIndex(ring, 'phone', '+8613812348000'))
  })
})

describe('field encryption', () => {
  const { key, wrapped } = newDataKey(ring, 'c1')

  it('gives the value back to the same customer and field only', () => {
    const secret = encryptField(key, 'c1', 'email', '安娜@example.com')
    expect(decryptField(unwrapDataKey(ring, 'c1', wrapped), 'c1', 'email', secret)).toBe('安娜@example.com')
    expect(() => decryptField(key, 'c2', 'email', secret)).toThrow('cannot be opened')
    expect(() => decryptField(key, 'c1', 'phone', secret)).toThrow('cannot be opened')
    expect(() => unwrapDataKey(ring, 'c2', wrapped)).toThrow('cannot be opened')
  })

  it('never uses a nonce twice, and notices a changed byte', () => {
    const secrets = Array.from({ length: 2_000 }, () => encryptField(key, 'c1', 'name', 'x'))
    expect(new Set(secrets.map((secret) => secret.subarray(1, 13).toString('hex'))).size).toBe(2_000)
    const altered = Buffer.from(secrets[0] as Buffer)
    altered[14] = (altered[14] as number) ^ 1
    expect(() => decryptField(key, 'c1', 'name', altered)).toThrow('cannot be opened')
  })

  it('seals records under their id', () => {
    const sealed = sealRecord(ring, 'r1', '{"手机号":"123"}')
    expect(openRecord(ring, 'r1', sealed)).toBe('{"手机号":"123"}')
    expect(() => openRecord(ring, 'r2', sealed)).toThrow('cannot be opened')
    expect(() => openRecord(parseKeyring(line(3, 5), 'test'), 'r1', sealed)).toThrow('Master key 1')
  })
})

describe('mask', () => {
  it.each([
    ['phone', '+8613812348000', '138****8000'],
    ['phone', '+442071838750', '+44****8750'],
    ['email', 'anna@example.com', 'a***@example.com'],
    ['email', 'nonsense', '***'],
    ['name', '张小明', '张**'],
    ['name', '张', '张*'],
    ['name', 'Anna Lee', 'A*** L***'],
    ['member_number', 'M10000123', '****0123'],
    ['custom_id', '17850', '***50'],
    ['custom_id', '12', '**'],
  ])('%s %s becomes %s', (kind, value, shown) => {
    expect(mask(kind, value)).toBe(shown)
  })
})

describe('normaliseIdentifier', () => {
  it.each([
    '13812348000',
    '138 1234 8000',
    '+86-138-1234-8000',
    '+86 138 1234 8000',
    '008613812348000',
    '１３８１２３４８０００',
    '(138)1234-8000',
  ])('reads the phone %s', (text) => {
    expect(normaliseIdentifier('phone', text)).toBe('+8613812348000')
  })
  it.each(['1381234800', '12812348000', '00000000000', '无', '1381234xxxx', '1.38E+10', ''])('refuses the phone "%s"', (text) => {
    expect(normaliseIdentifier('phone', text)).toBeUndefined()
  })
  it('reads phones of other countries, and local ones by the region', () => {
    expect(normaliseIdentifier('phone', '+44 20 7183 8750')).toBe('+442071838750')
    expect(normaliseIdentifier('phone', '020 7183 8750', 'GB')).toBe('+442071838750')
  })
  it('folds e-mail addresses and codes', () => {
    expect(normaliseIdentifier('email', ' Anna@Example.COM ')).toBe('anna@example.com')
    expect(normaliseIdentifier('email', 'a@b')).toBeUndefined()
    expect(normaliseIdentifier('custom_id', ' 17850.0 ')).toBe('17850')
    expect(normaliseIdentifier('member_number', 'Ｍ１２')).toBe('M12')
    expect(normaliseIdentifier('custom_id', '1.785E+4')).toBeUndefined()
  })
})
