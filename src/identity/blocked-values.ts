/** Why a value is nobody's: `listed` where the shop said so itself. */
export const BLOCK_REASONS = ['placeholder', 'repeated', 'sample', 'listed'] as const
export type BlockReason = (typeof BLOCK_REASONS)[number]

/** Groups of values that tills, forms and programs write where they know nothing; each may be switched off. */
export type CommonBlock = Exclude<BlockReason, 'listed'>

const PLACEHOLDER =
  /^(?:[0-]*|-1|null|nil|none|nan|n\/?a|undefined|unknown|anonymous|guest|test|true|false|\[object object\]|无|未知|匿名|游客|没有|暂无|空|x+|\.+|\*+)$/iu

/** One character six times or more and nothing else; of a mobile number all digits but the leading 1, or its last eight. */
const REPEATED = /^(?:(.)\1{5,}|(?:\+86)?1(\d)\2{9}|\+861[3-9]\d(\d)\3{7})$/iu

/** A value that says nothing, in files too: it is as good as an empty cell, whatever the rules. Part of what makes a row the same row, so it never changes. */
export function isEmptyWord(value: string): boolean {
  const text = value.trim()
  return PLACEHOLDER.test(text) || ONE_DIGIT_MOBILE.test(text)
}

const ONE_DIGIT_MOBILE = /^(?:\+86)?1(\d)\1{9}$/u

/** Numbers and addresses of examples and of forms that ask for something. */
const SAMPLE_CODES: ReadonlySet<string> = new Set([
  '+8613800138000',
  '+8613800000000',
  '+8613012345678',
  '123456',
  '1234567',
  '12345678',
  '123456789',
  '1234567890',
])
const SAMPLE_NAMES: ReadonlySet<string> = new Set(
  'test null none no na n/a noemail no-email unknown anonymous nobody abc aaa xxx 123 123456 user email'.split(' '),
)
const SAMPLE_HOSTS: ReadonlySet<string> = new Set(
  'test.com example.com none.com null.com email.com mail.com noemail.com no.com na.com abc.com aaa.com xxx.com 123.com'.split(' '),
)

/** The group that an already normalised value is in; undefined for one that may be somebody's. */
export function commonBlock(value: string): CommonBlock | undefined {
  if (PLACEHOLDER.test(value)) return 'placeholder'
  if (SAMPLE_CODES.has(value)) return 'sample'
  if (REPEATED.test(value)) return 'repeated'
  // Of a value without an @ neither part is in the lists.
  const at = value.lastIndexOf('@')
  return SAMPLE_NAMES.has(value.slice(0, at).toLowerCase()) && SAMPLE_HOSTS.has(value.slice(at + 1).toLowerCase()) ? 'sample' : undefined
}
