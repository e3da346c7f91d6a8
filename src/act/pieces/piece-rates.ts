import { drawGamma } from '#numerics/purchase/random-variates.ts'

/** What became of the messages that a piece was in. */
export interface PieceCounts {
  readonly delivered: number
  /** People who clicked; at most `delivered`. */
  readonly clicked: number
}

/** A Beta distribution of the share of readers who click. */
export interface ClickBelief {
  readonly alpha: number
  readonly beta: number
}

/** Share of clicks before anything was sent, and how many messages that is worth. */
const FIRST_SHARE = 0.03
const FIRST_WEIGHT = 30
/** Messages that the mean of its kind is worth for one piece: about as many as tell 3 % from 10 %. */
const KIND_WEIGHT = 30

export function beliefOfKind(all: readonly PieceCounts[]): ClickBelief {
  const delivered = all.reduce((sum, one) => sum + one.delivered, 0)
  const clicked = all.reduce((sum, one) => sum + Math.min(one.clicked, one.delivered), 0)
  const share = (clicked + FIRST_SHARE * FIRST_WEIGHT) / (delivered + FIRST_WEIGHT)
  return { alpha: share * KIND_WEIGHT, beta: (1 - share) * KIND_WEIGHT }
}

/** What is believed of a piece: its own clicks, shrunken to the mean of its kind (Beta-Binomial). */
export function beliefOf(own: PieceCounts, kind: ClickBelief): ClickBelief {
  const clicked = Math.min(own.clicked, own.delivered)
  return { alpha: kind.alpha + clicked, beta: kind.beta + own.delivered - clicked }
}

export function meanOf({ alpha, beta }: ClickBelief): number {
  return alpha / (alpha + beta)
}

/** A share drawn from what is believed (Thompson 1933): a piece of which little is known is drawn high now and then, and so is tried. */
export function drawShare({ alpha, beta }: ClickBelief, random: () => number): number {
  const [a, b] = [drawGamma(alpha, random), drawGamma(beta, random)]
  return a + b > 0 ? a / (a + b) : meanOf({ alpha, beta })
}
