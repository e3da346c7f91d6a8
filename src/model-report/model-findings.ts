import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Leak, LeakReason } from '#predict/tabular/leak-check.ts'
import type { ColumnPlan, LeftOut } from '#predict/tabular/plan-columns.ts'
import type { TabularTraining } from '#predict/tabular/train-tabular.ts'

/** A finding about the data to know before trusting the model. */
export interface Finding {
  readonly code: string
  readonly column: string | null
  readonly text: BilingualText
}

const LEAK_TEXT: Readonly<Record<LeakReason, BilingualText>> = {
  'too-good-alone': {
    zh: '仅凭这一列就几乎能说出结果，应是结果发生后才有的信息',
    en: 'predicts the outcome almost alone, so it was most likely recorded after it',
  },
  'missing-tells': {
    zh: '是否为空与结果几乎一致，应是结果发生后才填写的',
    en: 'is empty or filled depending on the outcome, so it was filled in after it',
  },
  'after-outcome': { zh: '从列名看属于结果发生之后的信息', en: 'has a name that suggests it is known only after the outcome' },
  'copy-of-target': { zh: '是结果列的另一种写法', en: 'is another form of the outcome' },
}

export const LEFT_OUT_TEXT: Readonly<Record<LeftOut, BilingualText>> = {
  target: { zh: '预测目标', en: 'the target' },
  id: { zh: '编号，不含规律', en: 'names rows' },
  text: { zh: '自由文本', en: 'free text' },
  'many-values': { zh: '取值太多', en: 'too many values' },
  constant: { zh: '只有一个值', en: 'one value only' },
  empty: { zh: '全部为空', en: 'empty' },
  'same-as-another': { zh: '与另一列相同', en: 'same as another' },
  leak: { zh: '泄漏结果', en: 'leaks the outcome' },
  asked: { zh: '按要求排除', en: 'left out as requested' },
}

const MANY_VALUES = 1_000
/** From this AUC on, the report checks whether one column carries the result; a high AUC shared by many columns is not suspicious. */
const SUSPICIOUS_AUC = 0.95
const [SUSPICIOUS_ALONE, SUSPICIOUS_SHARE] = [0.93, 0.7]

/** Explains why a column was excluded as a leak. */
export function leakText({ column, reason, auc }: Leak): BilingualText {
  const alone = auc === null ? '' : ` (AUC ${auc.toFixed(3)})`
  return {
    zh: `“${column}”${LEAK_TEXT[reason].zh}${alone === '' ? '' : `（单列 AUC ${(auc ?? 0).toFixed(3)}）`}，已排除；确认无误时可用 --keep 保留。`,
    en: `"${column}" ${LEAK_TEXT[reason].en}${alone}; it was left out. Use --keep if it was known beforehand.`,
  }
}

/** Findings about the data, the most serious first. */
export function modelFindings(
  training: TabularTraining,
  sample: { readonly rowsSeen: number; readonly rowCount: number; readonly unevenRows: number },
): Finding[] {
  const { columns, leaks, labelled, copies, repeatedIds, quality, shuffledAuc, rung } = training
  const count = (n: number): string => n.toLocaleString('en-US')
  const { target } = training
  const findings: Finding[] = leaks.map((leak) => ({ code: `leak-${leak.reason}`, column: leak.column, text: leakText(leak) }))
  const add = (code: string, column: string | null, zh: string, en: string): void => void findings.push({ code, column, text: { zh, en } })
  if (target.guessed) {
    const why = target.reason === 'value' ? { zh: '由取值判断', en: 'by its value' } : { zh: '由列名判断', en: 'by the column name' }
    add(
      'positive',
      target.name,
      `“${target.name}”为“${target.positive}”的算作流失（${why.zh}），其余为留存；不对时用 --positive 指定。`,
      `"${target.name}" = "${target.positive}" counts as left (${why.en}), the rest as stayed; if that is wrong, say --positive VALUE.`,
    )
  }
  for (const spellings of target.merged) {
    const listed = spellings.slice(0, 5)
    add(
      'merged-values',
      target.name,
      `“${target.name}”中 ${listed.map((each) => `“${each}”`).join('、')} 视为同一个值。`,
      `In "${target.name}", ${listed.map((each) => `"${each}"`).join(', ')} count as one value.`,
    )
  }
  if (rung === 'base-rate' && quality !== null) {
    add(
      'no-signal',
      null,
      '没有模型胜过平均比例：这些列看不出谁会流失，每行都给出平均比例。',
      'No model beat the mean rate: these columns do not predict who left, so every row gets the mean rate.',
    )
  }
  const suspect = quality === null || rung === 'base-rate' || quality.auc < SUSPICIOUS_AUC ? undefined : suspectOf(training)
  if (suspect !== undefined) {
    const { column, alone, share } = suspect
    add(
      'too-good',
      column,
      `AUC ${quality?.auc.toFixed(3)} 主要来自“${column}”（单列 AUC ${alone.toFixed(3)}，占影响的 ${Math.round(100 * share)}%）：请确认它在结果发生之前就已知道，否则用 --drop 排除。`,
      `The AUC of ${quality?.auc.toFixed(3)} comes mainly from "${column}" (AUC ${alone.toFixed(3)} alone, ${Math.round(100 * share)}% of all effects): make sure that it was known before the outcome, or leave it out with --drop.`,
    )
  }
  if (
    quality !== null &&
    shuffledAuc !== null &&
    Math.abs(shuffledAuc - 0.5) > 0.05 + 1.5 / Math.sqrt(Math.min(quality.positives, quality.rows - quality.positives))
  ) {
    add(
      'shuffled',
      null,
      `打乱结果后模型的 AUC 仍为 ${shuffledAuc.toFixed(2)}，检验不可靠。`,
      `With shuffled outcomes the AUC is still ${shuffledAuc.toFixed(2)}: the test cannot be trusted.`,
    )
  }
  if (sample.rowsSeen > sample.rowCount) {
    add(
      'sampled',
      null,
      `文件共 ${count(sample.rowsSeen)} 行，随机抽取 ${count(sample.rowCount)} 行参与训练。`,
      `The file has ${count(sample.rowsSeen)} rows; ${count(sample.rowCount)} drawn at random were kept for training.`,
    )
  }
  if (training.comparedOn < labelled - copies) {
    add(
      'compared-on-sample',
      null,
      `候选模型在随机抽取的 ${count(training.comparedOn)} 行上交叉验证，最终模型用 ${count(training.learntFrom)} 行训练。`,
      `Candidates were cross-validated on ${count(training.comparedOn)} rows drawn at random; the final model was trained on ${count(training.learntFrom)}.`,
    )
  }
  const unlabelled = sample.rowCount - labelled
  if (unlabelled > 0) {
    add(
      'no-outcome',
      training.target.name,
      `${count(unlabelled)} 行没有结果，只打分、不参与训练。`,
      `${count(unlabelled)} rows have no outcome: they are scored, but not used for training.`,
    )
  }
  if (copies > 0)
    add(
      'copies',
      null,
      `${count(copies)} 行与其他行完全相同，只计一次。`,
      `${count(copies)} rows are exact copies of others and were counted once.`,
    )
  if (training.repeatedRows > 0) {
    const share = `${((100 * training.repeatedRows) / Math.max(1, training.comparedOn)).toFixed(1)}%`
    if (training.repeatsTogether) {
      add(
        'repeated-rows',
        null,
        `${count(training.repeatedRows)} 行（${share}）除编号外与前面的行完全相同；交叉验证时放在同一组，否则结果会偏高。`,
        `${count(training.repeatedRows)} rows (${share}) say the same as an earlier one, ids aside; they stay in one fold, or the figures would look better than they are.`,
      )
    } else {
      add(
        'scattered-rows',
        null,
        `${count(training.repeatedRows)} 行（${share}）除编号外与前面的行完全相同，按要求分散在各组：结果偏高。`,
        `${count(training.repeatedRows)} rows (${share}) say the same as an earlier one, ids aside; they were scattered over the folds as asked, so the figures look better than they are.`,
      )
    }
  }
  if (repeatedIds) {
    add(
      'repeated-id',
      null,
      '同一编号有多行，交叉验证时放在同一组，避免用同一客户检验自己。',
      'Some ids have several rows; those stay together in cross-validation, so that no customer is evaluated by a model trained on their other rows.',
    )
  }
  if (sample.unevenRows > 0) {
    add(
      'uneven',
      null,
      `${count(sample.unevenRows)} 行的列数与表头不符。`,
      `${count(sample.unevenRows)} rows have more or fewer cells than the heading.`,
    )
  }
  for (const column of columns) findings.push(...columnFindings(column))
  return findings
}

/** The column that determines the result almost alone. */
function suspectOf({ importance, columns }: TabularTraining) {
  const total = importance.reduce((sum, each) => sum + each.importance, 0)
  return importance
    .map((each) => ({
      column: each.column,
      share: each.importance / total,
      alone: columns.find(({ name }) => name === each.column)?.aloneAuc ?? 0.5,
    }))
    .find(({ alone, share }) => alone >= SUSPICIOUS_ALONE || (share >= SUSPICIOUS_SHARE && alone > 0.8))
}

function columnFindings(column: ColumnPlan): Finding[] {
  const { name, leftOut, missing, rows, unreadable, distinct, type, sameAs } = column
  const out: Finding[] = []
  const add = (code: string, zh: string, en: string): void =>
    void out.push({ code, column: name, text: { zh: `“${name}”${zh}`, en: `"${name}" ${en}` } })
  if (leftOut === 'constant') add('constant', '只有一个值，已排除。', 'has one value only and was left out.')
  if (leftOut === 'empty') add('empty', '全部为空，已排除。', 'is empty in every row and was left out.')
  if (leftOut === 'id')
    add(
      'id',
      column.repeated ? '是会重复的编号，已排除。' : '每行不同，是编号，已排除。',
      column.repeated ? 'is an id that repeats and was left out.' : 'differs in every row: an id, left out.',
    )
  if (leftOut === 'text') add('text', '是自由文本，已排除。', 'is free text and was left out.')
  if (leftOut === 'many-values') {
    add(
      'many-values',
      `有 ${distinct} 个不同取值，几乎不重复，已排除。`,
      `has ${distinct} different values that hardly ever repeat and was left out.`,
    )
  }
  if (leftOut === 'same-as-another')
    add('same-as-another', `与“${sameAs}”内容相同，已排除。`, `says the same as "${sameAs}" and was left out.`)
  if (leftOut !== null) return out
  if (type === 'date' && column.reading.includes('order-guessed')) {
    add(
      'date-order-guessed',
      '的日期无法判断是日在前还是月在前，按日在前读取。',
      'has dates that read either way; the day was taken to come first.',
    )
  }
  if (type === 'category' && column.dateShare > 0.3) {
    add(
      'mixed-dates',
      `只有 ${Math.round(100 * column.dateShare)}% 的值能读成日期，按类别使用。`,
      `reads as dates in ${Math.round(100 * column.dateShare)}% of its cells only and is used as a category.`,
    )
  }
  const share = missing / Math.max(1, rows)
  if (share >= 0.2) add('mostly-missing', `有 ${Math.round(share * 100)}% 为空。`, `is empty in ${Math.round(share * 100)}% of the rows.`)
  if (unreadable > 0) {
    add(
      'unreadable',
      `有 ${unreadable} 个值不是${type === 'date' ? '日期' : '数字'}，按空处理。`,
      `has ${unreadable} values that are no ${type === 'date' ? 'dates' : 'numbers'}; they count as missing.`,
    )
  }
  if (type === 'category' && distinct > MANY_VALUES) {
    add(
      'many-values',
      `有 ${distinct} 个以上不同取值，只区分其中最常见的。`,
      `has ${distinct} or more different values; only the most frequent are distinguished.`,
    )
  }
  return out
}
