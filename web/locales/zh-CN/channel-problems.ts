/** 渠道与渠道账号的问题。 */
export default {
  'provider-value-wrong': '这一项无法使用。请与服务商后台显示的内容核对。',
  'provider-value-wrong_unknown': '该服务商没有“{{field}}”这一项。请刷新页面后重试。',
  'provider-value-wrong_required': '此项必填。',
  'provider-value-wrong_too_long': '内容太长。',
  'provider-value-wrong_not_one_line': '内容中有换行或不可见字符。请重新复制。',
  'provider-value-wrong_not_number': '请填写数字。',
  'provider-value-wrong_not_flag': '请选择是或否。',
  'provider-value-wrong_not_choice': '请从列出的值中选择。',
  'warm-up-wrong': '预热需要一个开始日期，以及 1 至 {{most}} 个大于零的每日上限。',
}
