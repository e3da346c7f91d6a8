/**
 * The masked form of a personal value. Kinds: phone, email, member_number, custom_id, user_id, device, name.
 *
 * @example mask('phone', '+8613812348000') // '138****8000'
 * @example mask('email', 'anna@example.com') // 'a***@example.com'
 * @example mask('name', '张小明') // '张**'
 */
export function mask(kind: string, value: string): string {
  switch (kind) {
    case 'phone':
      return maskPhone(value)
    case 'email':
      return maskEmail(value)
    case 'name':
      return maskName(value)
    default:
      return maskCode(value)
  }
}

function maskPhone(value: string): string {
  const national = value.startsWith('+86') ? value.slice(3) : value
  if (national.length <= 7) return '*'.repeat(national.length)
  return `${national.slice(0, 3)}****${national.slice(-4)}`
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@')
  if (at <= 0) return '***'
  return `${[...value][0]}***${value.slice(at)}`
}

/** The first character of a Chinese name, the first letter of each word of any other. */
function maskName(value: string): string {
  const name = value.trim()
  const letters = [...name]
  if (letters.length === 0) return ''
  if (/\p{Script=Han}/u.test(letters[0] as string)) return `${letters[0]}${'*'.repeat(Math.min(Math.max(letters.length - 1, 1), 3))}`
  return name
    .split(/\s+/)
    .map((word) => `${[...word][0]}***`)
    .join(' ')
}

/** Codes keep enough characters to be recognised by someone who knows them: the last four of eight and more, the last two of four and more. */
function maskCode(value: string): string {
  const letters = [...value]
  const shown = letters.length >= 8 ? 4 : letters.length >= 4 ? 2 : 0
  return `${'*'.repeat(Math.min(letters.length - shown, 4))}${letters.slice(letters.length - shown).join('')}`
}
