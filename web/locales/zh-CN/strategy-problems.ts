/** What can go wrong with strategies and their library. */
export default {
  'decision-not-found': '没有这条决策，或您看不到该客户。',
  'decision-not-of-run': '这次执行没有考虑该客户：当时没有打分、未被选中，或执行早于原因留存功能。',
  'strategy-version-not-found': '这条策略没有该版本。请重新打开历史版本。',
  'library-choice': '请选择策略，或选择整个策略包。',
  'library-strategy-not-found': '策略库中没有“{{id}}”。请刷新后重新选择。',
}
