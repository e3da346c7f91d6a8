import { AppError } from '#kernel/app-error.ts'

const COMMON = ['password', '1234567890', '0123456789', 'qwertyuiop', 'iloveyou', 'admin12345', 'letmein', 'abcdefghij', 'welcome']

/**
 * Length over character classes (NIST SP 800-63B): at least ten characters, not one of the best known, not the account's own name and not
 * one character repeated. Throws `weak-password`.
 */
export function checkPassword(password: string, email: string): void {
  const plain = password.toLowerCase()
  const own = email.toLowerCase().split('@')[0] ?? ''
  let end = plain.length
  // Stryker disable next-line EqualityOperator,ConditionalExpression: before the first letter stands undefined, which is written with letters
  while (end > 0 && !/[a-z]/.test(plain[end - 1] as string)) end -= 1
  const withoutEnd = plain.slice(0, end)
  const weak =
    password.length < 10 ||
    new Set(plain).size < 4 ||
    COMMON.some((word) => withoutEnd === word || plain === word) ||
    (own.length >= 4 && plain.replaceAll(/[^a-z]/g, '') === own.replaceAll(/[^a-z]/g, ''))
  if (weak) {
    throw new AppError(
      'invalid-input',
      'weak-password',
      'This password is too easy to guess: take at least ten characters that are neither a well-known password nor the name of the account.',
    )
  }
}
