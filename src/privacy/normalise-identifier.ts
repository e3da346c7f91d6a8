import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'

const CHINESE_MOBILE = /^(?:(?:\+|00)?86)?(1[3-9]\d{9})$/

/**
 * The normalised form under which an identifier is looked up, or undefined when the value cannot be one.
 * phone: E.164, numbers without a country belong to `region` (default CN). email: lower case. Others: trimmed, full-width characters
 * folded (NFKC), and the `.0` that spreadsheets add to whole numbers removed; numbers a spreadsheet turned into scientific notation are
 * rejected, because digits are lost.
 */
export function normaliseIdentifier(kind: string, value: string, region = 'CN'): string | undefined {
  const text = value.trim()
  // Longer than any identifier, so it is not examined further.
  if (text === '' || text.length > 1_000) return undefined
  switch (kind) {
    case 'phone':
      return normalisePhone(text, region)
    case 'email':
      return normaliseEmail(text)
    default:
      return normaliseCode(text)
  }
}

function normalisePhone(text: string, region: string): string | undefined {
  const compact = text.normalize('NFKC').replaceAll(/[\s()\-.·]/g, '')
  if (region === 'CN') {
    const match = CHINESE_MOBILE.exec(compact)
    if (match !== null) return `+86${match[1]}`
    // A number of ten or more digits that begins with 1 is a mobile number or a typing error; the library would accept 128...
    if (/^1\d{9,}$/.test(compact)) return undefined
  }
  if (!/^\+?\d{5,18}$/.test(compact)) return undefined
  // The library knows every two-letter region it supports; an unknown one simply leaves numbers without a country code unreadable.
  const number = parsePhoneNumberFromString(compact, region as CountryCode)
  return number !== undefined && number.isValid() ? number.number : undefined
}

function normaliseEmail(text: string): string | undefined {
  const email = text.normalize('NFKC').toLowerCase()
  return email.length <= 254 && /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]{2,}$/.test(email) ? email : undefined
}

function normaliseCode(text: string): string | undefined {
  const code = text.normalize('NFKC').trim()
  if (code.length > 200 || /^\d(?:\.\d+)?[eE]\+\d+$/.test(code)) return undefined
  return /^\d+\.0+$/.test(code) ? code.slice(0, code.indexOf('.')) : code
}
