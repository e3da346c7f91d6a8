/** Problems of contents, images and content pieces. */
export default {
  'content-not-found': '没有这个消息内容。',
  'content-changed': '这个消息内容刚被他人保存过，请重新加载后再修改。',
  'content-archived': '这个消息内容已停用，请先重新启用再修改。',
  'content-wrong': '消息内容的「{{place}}」不符合要求，应为：{{expected}}。',
  'mjml-wrong': '{{part}}（{{language}}）的 MJML 无法编译：{{why}}。',
  'content-no-form': '这个消息内容没有该渠道的版式。',
  'content-not-made': '消息无法生成：{{detail}}。',
  'test-account-channel': '这个账号用于通知团队。请选择发给客户的渠道账号。',
  'test-copied-data': '当前数据是复制来的，已暂停发送。请先确认没有其他服务在用这份数据发送。',
  'test-address-refused': '这个地址已拒收该渠道的消息。请换一个地址，或先解除拒收。',
  'test-day-full': '这个账号当天的 {{limit}} 条已发完。请换一个账号，或明天再试。',
}
