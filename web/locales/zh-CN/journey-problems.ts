/** Problems of journeys, beside problems.ts. */
export default {
  'journey-not-found': '没有这个旅程，请刷新列表。',
  'journey-name': '旅程名称须为 1 至 100 个字。',
  'journey-changed': '该旅程已被他人修改。请刷新后重新操作。',
  'journey-ended': '该旅程已结束，如需继续请复制一份。',
  'journey-not-draft': '只有从未发布的草稿可以删除，请改用结束。',
  'journey-wrong': '旅程还不能发布，有 {{problems}} 处需要修改，请打开查看。',
  'journey-not-running': '该旅程未在运行，不能暂停或结束。',
  'journey-end-reason': '请填写结束的原因。',
  'dry-run-wrong': '这条旅程还不能用历史数据试算：有 {{problems}} 处需要先改正，打开旅程可逐条查看。',
  'campaigns-stop-reason': '请写明停止的原因。',
  'campaigns-days': '日期请写成 2026-01-31 的格式，最多 {{most}} 天，且不晚于 {{ahead}} 天后。',
}
