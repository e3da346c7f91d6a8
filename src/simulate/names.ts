import type { Rng } from '#kernel/rng.ts'

/** A made-up person's name with the Latin spelling used in the email address. */
export interface InventedName {
  readonly full: string
  readonly latin: string
  readonly language: 'zh' | 'en'
}

const SURNAMES: readonly (readonly [string, string])[] = [
  ['王', 'wang'],
  ['李', 'li'],
  ['张', 'zhang'],
  ['刘', 'liu'],
  ['陈', 'chen'],
  ['杨', 'yang'],
  ['赵', 'zhao'],
  ['黄', 'huang'],
  ['周', 'zhou'],
  ['吴', 'wu'],
  ['徐', 'xu'],
  ['孙', 'sun'],
  ['胡', 'hu'],
  ['朱', 'zhu'],
  ['高', 'gao'],
  ['林', 'lin'],
  ['何', 'he'],
  ['郭', 'guo'],
  ['欧阳', 'ouyang'],
]
const GIVEN: readonly (readonly [string, string])[] = [
  ['芳', 'fang'],
  ['敏', 'min'],
  ['静', 'jing'],
  ['秀英', 'xiuying'],
  ['丽', 'li'],
  ['强', 'qiang'],
  ['磊', 'lei'],
  ['军', 'jun'],
  ['洋', 'yang'],
  ['艳', 'yan'],
  ['子涵', 'zihan'],
  ['雨桐', 'yutong'],
  ['浩然', 'haoran'],
  ['欣怡', 'xinyi'],
  ['思远', 'siyuan'],
  ['嘉怡', 'jiayi'],
  ['俊杰', 'junjie'],
  ['晓明', 'xiaoming'],
  ['婷婷', 'tingting'],
  ['建国', 'jianguo'],
]
const FIRST = ['Emma', 'Liam', 'Olivia', 'Noah', 'Sofia', 'Lucas', 'Mia', 'Hugo', 'Aiko', 'Kenji', 'Priya', 'Marta'] as const
const LAST = ['Smith', 'Garcia', 'Müller', 'Rossi', 'Dubois', 'Novak', 'Tanaka', 'Patel', "O'Brien", 'Jensen'] as const

/** Nine in ten Chinese, the rest international. */
export function inventName(rng: Rng): InventedName {
  if (rng.chance(0.9)) {
    const surname = rng.pick(SURNAMES)
    const given = rng.pick(GIVEN)
    return { full: surname[0] + given[0], latin: surname[1] + given[1], language: 'zh' }
  }
  const first = rng.pick(FIRST)
  const last = rng.pick(LAST)
  const latin = `${first}.${last}`
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z.]/g, '')
  return { full: `${first} ${last}`, latin, language: 'en' }
}
