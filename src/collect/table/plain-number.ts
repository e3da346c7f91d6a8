/**
 * The text of a number whose type the file says, with a point before its fraction. One of three decimals gets a fourth, since 1.234 in a text may be a
 * thousand, and here the point is no question.
 */
export function plainNumber(text: string): string {
  const point = text.length - 4
  return point > 0 && text.charCodeAt(point) === 46 ? `${text}0` : text
}
