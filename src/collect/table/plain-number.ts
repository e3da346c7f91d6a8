/**
 * The text of a number typed in the file, with a decimal point. Three decimals get a fourth, because 1.234 as text may be a
 * thousand, and here the point is certain.
 */
export function plainNumber(text: string): string {
  const point = text.length - 4
  return point > 0 && text.charCodeAt(point) === 46 ? `${text}0` : text
}
