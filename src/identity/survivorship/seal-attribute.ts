import { blindIndex } from '#privacy/blind-index.ts'
import { encryptField } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import { findPersonal } from '#privacy/personal-text.ts'
import type { SaidValue } from './word.ts'

/** A personal value of an attribute, encrypted under the key of the record that it is said of. */
export function sealedAttribute(key: Buffer, recordId: string, fact: string, text: string, keyring: Keyring): SaidValue {
  return {
    masked: masked(text),
    sealed: encryptField(key, recordId, fact, text).toString('base64'),
    mark: blindIndex(keyring, fact, text).toString('base64'),
  }
}

/** What people see of a personal value: of a phone, an email or a card as elsewhere, of anything else nothing. */
function masked(text: string): string {
  const [first, ...more] = findPersonal(text)
  if (first === undefined || more.length > 0 || first.start > 0 || first.end < text.length) return '****'
  return mask(first.kind, text)
}
