import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { blindIndex } from './blind-index.ts'
import { decryptField, encryptField, newDataKey, openRecord, sealRecord, unwrapDataKey } from './field-encryption.ts'
import { compareKeyChecks, keyChecksOf, proveKeyring } from './key-check.ts'
import { parseKeyring } from './keyring.ts'
import { mask } from './mask.ts'
import { loadKeyring, readMasterKey } from './master-key.ts'
import { normaliseIdentifier } from './normalise-identifier.ts'

const dir = mkdtempSync(join(tmpdir(), 'liuke-privacy-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const line = (id: number, fill: number): string => `${id} ${Buffer.alloc(32, fill).toString('base64')}`
const ring = parseKeyring(line(1, 5), 'test')

describe('keyring', () => {
  it('creates its file once, readable only by its owner, and reads the same keys again', () => {
    const first = loadKeyring({ dataDir: dir })
    const file = join(dir, 'secrets', 'master.key')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const text = readFileSync(file, 'utf8')
    const again = loadKeyring({ dataDir: dir })
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(again.contentSalt).toBe(first.contentSalt)
    expect(readdirSync(join(dir, 'secrets'))).toEqual(['master.key'])
  })

  it.each([0o640, 0o604, 0o660, 0o602])('refuses a file that others can use (%o)', (mode) => {
    const file = join(dir, 'secrets', 'master.key')
    chmodSync(file, mode)
    expect(() => loadKeyring({ dataDir: dir })).toThrow(`run chmod 600 ${file}`)
    chmodSync(file, 0o600)
    expect(readMasterKey({ dataDir: dir })?.current).toBe(1)
  })

  it.runIf(process.geteuid?.() === 0)('refuses a file of another user', () => {
    const file = join(dir, 'secrets', 'master.key')
    chownSync(file, 12_345, 0)
    expect(() => loadKeyring({ dataDir: dir })).toThrow(`run chown 0 ${file}`)
    chownSync(file, 0, 0)
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

  it('decrypts after a rotation what the older key wrapped, and keeps the indexes', () => {
    const rotated = parseKeyring(`${line(1, 5)}\n${line(2, 7)}`, 'test')
    const { key, wrapped } = newDataKey(ring, 'c1')
    expect(unwrapDataKey(rotated, 'c1', wrapped)).toEqual(key)
    expect(newDataKey(rotated, 'c1').wrapped[0]).toBe(2)
    expect(blindIndex(rotated, 'phone', '+8613812348000')).toEqual(blindIndex(ring, 'phone', '+8613812348000'))
  })
})

describe('check values', () => {
  const stored = keyChecksOf(ring)
  const codeOf = (work: () => void): unknown => {
    try {
      work()
      return 'accepted'
    } catch (error) {
      return (error as { code?: unknown }).code
    }
  }

  it.each([
    ['the same key', line(1, 5), 'accepted'],
    ['a newer key beside it', `${line(1, 5)}\n${line(2, 7)}`, 'accepted'],
    ['another key', line(1, 6), 'master-key-wrong'],
    ['a newer key alone', line(2, 7), 'master-key-missing'],
  ])('take %s as they should', (_name, text, code) => {
    expect(codeOf(() => compareKeyChecks(stored, parseKeyring(text, 'test'), 'test'))).toBe(code)
  })

  it('refuse an older key that would change every look-up', () => {
    const second = keyChecksOf(parseKeyring(line(2, 7), 'test'))
    expect(codeOf(() => compareKeyChecks(second, parseKeyring(`${line(1, 5)}\n${line(2, 7)}`, 'test'), 'test'))).toBe('master-key-wrong')
  })

  it('are made for data from before them only when it opens, and its look-ups agree', () => {
    const { key, wrapped } = newDataKey(ring, 'c1')
    const identifier = {
      kind: 'identifier' as const,
      customerId: 'c1',
      wrapped,
      identifierKind: 'phone',
      ciphertext: encryptField(key, 'c1', 'phone', '+8613812348000'),
      blindIndex: blindIndex(ring, 'phone', '+8613812348000'),
    }
    const samples = [
      { kind: 'data-key' as const, customerId: 'c1', wrapped },
      { kind: 'record' as const, context: 'r', sealed: sealRecord(ring, 'r', '{}') },
    ]
    expect(codeOf(() => proveKeyring([...samples, identifier], ring, 'test'))).toBe('accepted')
    for (const sample of samples) {
      expect(codeOf(() => proveKeyring([sample], parseKeyring(line(1, 6), 'test'), 'test'))).toBe('master-key-wrong')
    }
    const index = Buffer.alloc(32, 1)
    expect(codeOf(() => proveKeyring([{ ...identifier, blindIndex: index }], ring, 'test'))).toBe('master-key-wrong')
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
