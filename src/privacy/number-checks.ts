/** Provinces of identity cards (GB/T 2260). */
const PROVINCE = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123])/
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
/** For births after this, a number that looks like a card is more often an order number containing a date, so the check digit decides. */
const SURE_BIRTH_YEAR = 2012

/** Number of a Chinese identity card (GB 11643): province, date of birth, check digit. */
export function isChineseIdCard(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text) || !PROVINCE.test(text)) return false
  const [year, month, day] = [Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14))]
  if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > 31) return false
  if (year <= SURE_BIRTH_YEAR) return true
  const sum = ID_WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0)
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase()
}

/** First digits of the most common Chinese bank cards, sufficient without a check digit. */
const COMMON_CARDS =
  /^(?:622202|622208|622848|622845|622588|622609|621700|622700|621661|621660|621226|621225|621081|622260|622262|621483|622155|621799|621098|622666|622630|622908|622516|622689)/

/** Number of a bank card: a brand's first digits and length, and the check digit of Luhn (ISO/IEC 7812). */
export function isBankCard(digits: string, grouped: boolean): boolean {
  if (digits.length >= 16 && COMMON_CARDS.test(digits)) return true
  if (!isLuhn(digits)) return grouped && /^(?:62|4|5[1-5])/.test(digits) && (digits.length === 16 || digits.length === 19)
  if (/^62\d{14,17}$/.test(digits)) return true
  return (
    /^(?:4\d{15}|5[1-5]\d{14}|35\d{14}|3[47]\d{13}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/.test(digits) &&
    !beginsWithDate(digits)
  )
}

/** Order numbers often begin with yymmdd. */
function beginsWithDate(digits: string): boolean {
  const [month, day] = [Number(digits.slice(2, 4)), Number(digits.slice(4, 6))]
  return digits[0] === '2' && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}

/** Check digit of GTIN-8, UPC-A, EAN-13 and GTIN-14 (GS1 General Specifications). */
export function isProductCode(digits: string): boolean {
  if (![8, 12, 13, 14].includes(digits.length)) return false
  let sum = 0
  for (let i = 0; i < digits.length - 1; i += 1) sum += Number(digits[digits.length - 2 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1))
}
