import type { Candidate } from '#predict/tabular/tabular-learner.ts'
import type { Pen } from '#report/pen.ts'

/** A candidate, or a blend of several, in plain words. */
export function candidateName(parts: readonly Candidate[], pen: Pen): string {
  const names = parts.map((part) => {
    if (part.family === 'logistic') {
      return part.bends
        ? pen.say('逻辑回归（分段）', 'Logistic regression with bends')
        : pen.say(`逻辑回归（L2 ${part.l2}）`, `Logistic regression, L2 ${part.l2}`)
    }
    if (part.family === 'forest') return pen.say(`随机森林（${part.trees} 棵）`, `Random forest of ${part.trees} trees`)
    return pen.say(`梯度提升树（深度 ${part.maxDepth}，${part.rounds} 棵）`, `${part.rounds} boosted trees, depth ${part.maxDepth}`)
  })
  return names.length === 1 ? (names[0] as string) : pen.say(`融合：${names.join(' + ')}`, `Blend: ${names.join(' + ')}`)
}

/** The families of the winner, for running text. */
export function familyName(parts: readonly Candidate[], pen: Pen): string {
  const families = [...new Set(parts.map(({ family }) => family))]
  const names = {
    logistic: pen.say('逻辑回归', 'logistic regression'),
    trees: pen.say('梯度提升树', 'boosted trees'),
    forest: pen.say('随机森林', 'a random forest'),
  }
  return families.map((family) => names[family]).join(pen.say('与', ' and '))
}
