import { hashUnit } from '#kernel/rng.ts'

export interface Choice {
  readonly option: number
  /** Of choosing it, given what could be chosen. */
  readonly probability: number
}

/**
 * One of the options, the best first: the best, or in a share of cases one of the others, each as likely as the next. The same run and customer always get the same.
 * The arm is drawn after it and knows nothing of it, so that contact and control group of a strategy stay comparable, whoever was led to it.
 * @param exploration share of the choices that fall on another than the best, 0-1; of one option alone there is no choice
 */
export function chooseOption(
  options: readonly number[],
  { runId, exploration = 0 }: { readonly runId: string; readonly exploration?: number },
  customerId: string,
): Choice | null {
  const [best, ...others] = options
  if (best === undefined) return null
  if (others.length === 0 || exploration <= 0) return { option: best, probability: 1 }
  const drawn = hashUnit(`choice/${runId}/${customerId}`)
  if (drawn >= exploration) return { option: best, probability: 1 - exploration }
  const other = others[Math.floor((drawn / exploration) * others.length)]
  return { option: other ?? best, probability: exploration / others.length }
}
