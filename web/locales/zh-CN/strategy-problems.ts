/** What can go wrong with strategies and their library. */
export default {
  'library-choice': '请选择策略，或选择整个策略包。',
  'library-strategy-not-found': '策略库中没有“{{id}}”。请刷新后重新选择。',
}
