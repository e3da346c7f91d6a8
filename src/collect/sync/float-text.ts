/**
 * The shortest decimal that is the same number of single precision (IEEE 754 binary32). MySQL itself writes only six digits of a FLOAT, so that 123456.78 would arrive as
 * 123457: it is asked for the number in double precision, 123456.78125. What is no number stays as it is.
 */
export function floatText(text: string): string {
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === Math.fround(value)) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}
